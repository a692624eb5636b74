import {
	type DuckDBConnection,
	type JS,
	JSDuckDBValueConverter,
	StatementType,
} from "@duckdb/node-api";
import { errorText, UserError } from "../lib/errors.ts";
import type { RunFile } from "./ask-files.ts";
import { COLUMNS } from "./columns.ts";
import { literalPattern, quoted, withDuckDB } from "./duckdb.ts";
import { pathOfRun, runsFolder } from "./folder.ts";
import { listRuns } from "./read-history.ts";

/** What a question in SQL gets: the names of the columns, then the rows, in chunks. */
export type Answer = {
	readonly columns: readonly string[];
	readonly rows: AsyncIterable<readonly (readonly JS[])[]>;
	/** A sentence for each file of the history that is damaged and left out. */
	readonly notes: readonly string[];
};

/**
 * Answers a question in SQL (that of DuckDB) over a history: one SELECT over the views `runs`, `cells`, `launches` and
 * `rows`. It can read nothing else, and write nothing. `use` gets the answer while the history is open. Throws a UserError
 * for what is no such question, or is one that DuckDB cannot answer.
 */
export async function askSql<Result>(
	folder: string,
	sql: string,
	use: (answer: Answer) => Promise<Result>,
): Promise<Result> {
	const { runs, notes } = await listRuns({ folder });
	const files = runs.map(({ key }) => ({ key, path: pathOfRun(folder, key) }));
	return withDuckDB(runsFolder(folder), async (connection) => {
		for (const view of viewsOf(files)) {
			await connection.run(view);
		}
		try {
			const statement = await prepare(connection, sql);
			const result = await statement.stream();
			return await use({
				columns: result.deduplicatedColumnNames(),
				rows: rowsOf(result),
				notes,
			});
		} catch (error) {
			throw error instanceof UserError
				? error
				: new UserError(`The question cannot be answered: ${errorText(error)}`);
		}
	});
}

async function prepare(connection: DuckDBConnection, sql: string) {
	if (/^[\s;]*$/.test(sql)) {
		throw new UserError("Expected a question, found none: give a SELECT.");
	}
	const statements = await connection.extractStatements(sql);
	if (statements.count !== 1) {
		throw new UserError(
			`Expected one question, found ${statements.count}. Ask one at a time.`,
		);
	}
	const statement = await statements.prepare(0);
	const { statementType } = statement;
	if (
		statementType !== StatementType.SELECT &&
		statementType !== StatementType.EXPLAIN
	) {
		throw new UserError(
			`A history is only read: expected SELECT, found ${StatementType[statementType]}.`,
		);
	}
	return statement;
}

async function* rowsOf(
	result: Awaited<ReturnType<Awaited<ReturnType<typeof prepare>>["stream"]>>,
): AsyncGenerator<readonly (readonly JS[])[]> {
	for (
		let chunk = await result.fetchChunk();
		chunk !== null && chunk.rowCount > 0;
		chunk = await result.fetchChunk()
	) {
		yield chunk.convertRows(JSDuckDBValueConverter);
	}
}

function viewsOf(files: readonly RunFile[]): readonly string[] {
	const paths = files.map(({ path }) => quoted(literalPattern(path)));
	const ofLaunch = COLUMNS.filter(
		({ name, of }) =>
			of === "launch" && !/^packed_|_json$|^launch_index$/.test(name),
	).map(({ name }) => name);
	const none = COLUMNS.map(({ name, type }) => `NULL::${type} AS ${name}`);
	const startedAt = "try_cast(started_at AS TIMESTAMP) AS started_at";
	return [
		`CREATE VIEW rows AS ${
			files.length === 0
				? `SELECT ${none.join(", ")} WHERE false`
				: `SELECT ${COLUMNS.map(({ name }) => name).join(", ")} FROM read_parquet([${paths.join(", ")}], hive_partitioning = false)`
		}`,
		`CREATE VIEW runs AS SELECT run, suite, ${startedAt}, finished, preset, commit_sha, commit_dirty, quantgrid_version,
			string_agg(DISTINCT device, ', ' ORDER BY device) AS devices, count(DISTINCT cell) AS cells,
			count(median_ms) AS launches, suite_sha256
			FROM rows GROUP BY ALL ORDER BY started_at, run`,
		`CREATE VIEW cells AS SELECT run, suite, ${startedAt}, cell, model, variant, delegate, threads, device, fingerprint,
			status, reason, median(median_ms) AS latency_ms, min(min_ms) AS latency_min_ms, count(median_ms) AS launches,
			max(peak_memory_bytes) AS peak_memory_bytes, arg_max(accuracy_top1, launch_index) AS accuracy_top1,
			size_bytes, gzip_bytes, artifact_sha256
			FROM rows GROUP BY ALL ORDER BY started_at, run, min(cell_index)`,
		`CREATE VIEW launches AS SELECT run, suite, ${startedAt}, cell, model, variant, delegate, threads, device,
			${ofLaunch.join(", ")}
			FROM rows WHERE task IS NOT NULL`,
	];
}
