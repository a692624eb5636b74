import {
	type DuckDBConnection,
	type DuckDBValue,
	LIST,
	listValue,
	VARCHAR,
} from "@duckdb/node-api";
import type { z } from "zod";
import { COLUMNS, HISTORY_FORMAT } from "./columns.ts";
import { literalPattern } from "./duckdb.ts";

/** A run's file in a history: where it is, and which run it must hold. */
export type RunFile = { readonly key: string; readonly path: string };

/** Files that a connection can read, of which there is at least one. */
export type OpenFiles = {
	readonly connection: DuckDBConnection;
	readonly files: readonly RunFile[];
};

/** A row of an answer: the position of its file among the files asked, and the values of its columns. */
export type FileRow = {
	readonly file: number;
	readonly values: readonly DuckDBValue[];
};

/** What is asked of all rows of all files, in SQL. */
export type FileQuestion = {
	readonly columns: readonly string[];
	/** What follows the table. */
	readonly rest: string;
};

/** More launches than a run has; a file with more was not written by quantgrid. */
const MAX_ROWS = 5_000_000;

/** Asks files; gives the rows chunk by chunk, in the order of the files. Rejects with DuckDB's error when one is damaged. */
export async function* askFiles(
	{ connection, files }: OpenFiles,
	{ columns, rest }: FileQuestion,
): AsyncGenerator<readonly FileRow[]> {
	const answer = await connection.stream(
		`SELECT file_index::INTEGER, ${columns.join(", ")} FROM read_parquet($1, hive_partitioning = false) ${rest}`,
		[patternsOf(files)],
		[LIST(VARCHAR)],
	);
	for (
		let chunk = await answer.fetchChunk();
		chunk !== null && chunk.rowCount > 0;
		chunk = await answer.fetchChunk()
	) {
		const [file, ...others] = Array.from(
			{ length: chunk.columnCount },
			(_, index) => chunk?.getColumnVector(index),
		);
		yield Array.from({ length: chunk.rowCount }, (_, row) => ({
			file: file?.getItem(row) as number,
			values: others.map((column) => column?.getItem(row) ?? null),
		}));
	}
}

/**
 * Asks files for the columns that a schema names, and gives the checked rows of each file. Rejects with an Error that
 * says what is wrong.
 */
export async function askRows<Shape extends z.ZodRawShape>(
	open: OpenFiles,
	schema: z.ZodObject<Shape>,
	rest: string,
): Promise<readonly (readonly z.output<z.ZodObject<Shape>>[])[]> {
	const columns = Object.keys(schema.shape);
	const rows: z.output<z.ZodObject<Shape>>[][] = open.files.map(() => []);
	for await (const chunk of askFiles(open, { columns, rest })) {
		for (const { file, values } of chunk) {
			const result = schema.safeParse(
				Object.fromEntries(columns.map((name, index) => [name, values[index]])),
			);
			if (!result.success) {
				const [issue] = result.error.issues;
				throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
			}
			rows[file]?.push(result.data);
		}
	}
	return rows;
}

/** Checks that files have the columns of a run's file and no more rows than one. Rejects with an Error that says what is wrong. */
export async function checkFiles({
	connection,
	files,
}: OpenFiles): Promise<void> {
	const answer = await connection.runAndReadAll(
		`SELECT string_agg(name || ' ' || duckdb_type, ', ' ORDER BY column_id), max(rows)
		FROM parquet_schema($1)
		JOIN (SELECT file_name, num_rows AS rows FROM parquet_file_metadata($1)) USING (file_name)
		WHERE duckdb_type IS NOT NULL GROUP BY file_name`,
		[patternsOf(files)],
		[LIST(VARCHAR)],
	);
	const expected = COLUMNS.map(({ name, type }) => `${name} ${type}`).join(
		", ",
	);
	for (const [columns, rows] of answer.getRowsJS()) {
		if (!String(columns).startsWith(expected)) {
			throw new Error(
				`it has not the columns of a run's file of format ${HISTORY_FORMAT}`,
			);
		}
		if (Number(rows) > MAX_ROWS) {
			throw new Error(`it has ${rows} rows; expected at most ${MAX_ROWS}`);
		}
	}
}

function patternsOf(files: readonly RunFile[]) {
	return listValue(files.map(({ path }) => literalPattern(path)));
}
