import { resolve, sep } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** More memory than any question to a history needs; a damaged or hostile file cannot make it take more. */
const MEMORY_LIMIT = "768MB";

/**
 * Gives the body a DuckDB that can reach nothing but the files in one folder: no extensions, no network, no other file,
 * no temporary files, a limit on its memory, and no way to change that. See "Securing DuckDB" in its documentation.
 */
export async function withDuckDB<Result>(
	folder: string,
	body: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
	const instance = await DuckDBInstance.create(":memory:", {
		autoinstall_known_extensions: "false",
		autoload_known_extensions: "false",
		allow_community_extensions: "false",
		allow_persistent_secrets: "false",
		temp_directory: "",
		memory_limit: MEMORY_LIMIT,
	});
	try {
		const connection = await instance.connect();
		try {
			const inside = `${resolve(folder)}${sep}`;
			const allowed = [inside, literalPattern(inside)].map(quoted).join(", ");
			await connection.run(`SET allowed_directories = [${allowed}]`);
			await connection.run("SET enable_external_access = false");
			await connection.run("SET lock_configuration = true");
			return await body(connection);
		} finally {
			connection.closeSync();
		}
	} finally {
		instance.closeSync();
	}
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

/** A path as a pattern that fits this file alone: DuckDB takes the paths that it reads for glob patterns. */
export function literalPattern(path: string): string {
	return path.replaceAll(/[*?[]/g, "[$&]");
}
