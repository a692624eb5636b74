import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { COLUMNS, HISTORY_FORMAT } from "./columns.ts";
import { literalPattern } from "./duckdb.ts";

/** A run's file in a history: where it is, and which run it must hold. */
export type RunFile = { readonly key: string; readonly path: string };

/** A question to a run's file, whose answer has the fields of the schema as columns. */
export type FileQuestion<Schema> = {
	readonly connection: DuckDBConnection;
	readonly file: RunFile;
	readonly schema: Schema;
	readonly select: "SELECT" | "SELECT DISTINCT";
	/** What follows the table in SQL. */
	readonly rest?: string;
};

/** More launches than a run has; a file with more was not written by quantgrid. */
const MAX_ROWS = 5_000_000;

/** Every row of a run's file, whose path is the first parameter. */
export const FILE_ROWS = "read_parquet($1, hive_partitioning = false)";

/** Checks that a file has the columns of a run's file. Rejects with an Error that says what it has not. */
export async function checkFile(
	connection: DuckDBConnection,
	{ path }: RunFile,
): Promise<void> {
	const pattern = literalPattern(path);
	const described = await connection.runAndReadAll(
		`DESCRIBE SELECT * FROM ${FILE_ROWS}`,
		[pattern],
	);
	const types = new Map(
		described
			.getRowObjectsJS()
			.map((row) => [row.column_name, row.column_type]),
	);
	const missing = COLUMNS.filter(({ name, type }) => types.get(name) !== type);
	if (missing.length > 0) {
		throw new Error(
			`it lacks the columns of a run's file of format ${HISTORY_FORMAT}: ${missing.map(({ name }) => name).join(", ")}`,
		);
	}
	const counted = await connection.runAndReadAll(
		`SELECT count(*) FROM ${FILE_ROWS}`,
		[pattern],
	);
	const [[rows] = []] = counted.getRowsJS();
	if (typeof rows !== "bigint" || rows > MAX_ROWS) {
		throw new Error(`it holds ${rows} rows; expected at most ${MAX_ROWS}`);
	}
}

/** Asks a run's file. Rejects with an Error that says what is wrong with the answer. */
export async function askFile<Schema extends z.ZodType>({
	connection,
	file,
	schema,
	select,
	rest = "",
}: FileQuestion<Schema>): Promise<readonly z.output<Schema>[]> {
	const names = columnsOf(schema);
	const answer = await connection.runAndReadAll(
		`${select} ${names.join(", ")} FROM ${FILE_ROWS} ${rest}`,
		[literalPattern(file.path)],
	);
	return answer.getRowObjectsJS().map((row) => {
		const result = schema.safeParse(row);
		if (!result.success) {
			const [issue] = result.error.issues;
			throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
		}
		return result.data;
	});
}

function columnsOf(schema: z.ZodType): readonly string[] {
	return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
