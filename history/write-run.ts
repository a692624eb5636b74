import {
	BIGINT,
	BLOB,
	BOOLEAN,
	blobValue,
	DOUBLE,
	type DuckDBConnection,
	type DuckDBDataChunk,
	DuckDBTableFunction,
	type DuckDBValue,
	VARCHAR,
} from "@duckdb/node-api";
import { errorText } from "../lib/errors.ts";
import { COLUMNS, type RowSource, rowsOf } from "./columns.ts";
import { quoted } from "./duckdb.ts";
import type { RunRecord } from "./record.ts";

const TYPES = { BIGINT, BLOB, BOOLEAN, DOUBLE, VARCHAR };

/** Rows handed to DuckDB at a time; each may carry some 100 KB of samples. */
const ROWS_PER_CHUNK = 256;

/** Rows of a Parquet row group: what is held in memory until it is written. */
const ROWS_PER_GROUP = 2048;

/** Writes a run as a Parquet file: one row a launch, and one for each cell without launches. */
export async function writeRun(
	connection: DuckDBConnection,
	record: RunRecord,
	path: string,
): Promise<void> {
	connection.registerTableFunction(tableOf(rowsOf(record)));
	await connection.run(
		`COPY (SELECT * FROM run_rows()) TO ${quoted(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROWS_PER_GROUP})`,
	);
}

/** The rows as a table function of DuckDB, which takes them chunk by chunk. */
function tableOf(rows: Iterator<RowSource>): DuckDBTableFunction {
	return DuckDBTableFunction.create({
		name: "run_rows",
		bindFunction: (info) => {
			for (const { name, type } of COLUMNS) {
				info.addResultColumn(name, TYPES[type]);
			}
		},
		initFunction: (info) => {
			info.setMaxThreads(1);
		},
		mainFunction: (info, chunk) => {
			try {
				fill(chunk, take(rows));
			} catch (error) {
				info.setError(errorText(error));
			}
		},
	});
}

function take(rows: Iterator<RowSource>): readonly RowSource[] {
	const taken: RowSource[] = [];
	while (taken.length < ROWS_PER_CHUNK) {
		const { done, value } = rows.next();
		if (done === true) {
			break;
		}
		taken.push(value);
	}
	return taken;
}

function fill(chunk: DuckDBDataChunk, rows: readonly RowSource[]): void {
	chunk.rowCount = rows.length;
	for (const [index, { value }] of COLUMNS.entries()) {
		chunk.setColumnValues(
			index,
			rows.map((row) => toDuckDB(value(row), index)),
		);
	}
}

function toDuckDB(
	value: ReturnType<(typeof COLUMNS)[number]["value"]>,
	column: number,
): DuckDBValue {
	if (value === null || value === undefined) {
		return null;
	}
	if (value instanceof Uint8Array) {
		return blobValue(value);
	}
	return COLUMNS[column]?.type === "BIGINT" ? BigInt(value) : value;
}
