import type { JS } from "@duckdb/node-api";
import { Command, Option } from "commander";
import { stringify } from "csv-stringify/sync";
import { type Answer, askSql } from "../history/sql.ts";
import { unformula } from "../reports/csv.ts";
import {
	type HistoryOptions,
	historyDirectory,
	historyOption,
	tellNotes,
} from "./history-directory.ts";
import { plainTable } from "./plain-table.ts";
import { print } from "./print.ts";

type SqlOptions = HistoryOptions & {
	readonly json: boolean;
	readonly csv: boolean;
};

/** Rows that a table shows; more are for --csv or --json. */
const TABLE_ROWS = 1000;

/** `quantgrid history sql QUERY`: answers a question in SQL. */
export function sqlCommand(): Command {
	return new Command("sql")
		.description(
			"answer one SELECT, in DuckDB's SQL, over the views runs, cells, launches and rows (every column); nothing else can be read, nothing written",
		)
		.argument("<query>", "for example: SELECT cell, latency_ms FROM cells")
		.addOption(new Option("--json", "an array of objects").default(false))
		.addOption(
			new Option("--csv", "comma-separated values")
				.default(false)
				.conflicts("json"),
		)
		.addOption(historyOption())
		.action(sql);
}

async function sql(query: string, options: SqlOptions): Promise<void> {
	await askSql(historyDirectory(options), query, async (answer) => {
		tellNotes(answer.notes);
		if (options.json) {
			await writeJson(answer);
		} else if (options.csv) {
			await writeCsv(answer);
		} else {
			await writeTable(answer);
		}
	});
}

async function writeJson({ columns, rows }: Answer): Promise<void> {
	let separator = "[";
	for await (const chunk of rows) {
		const lines = chunk.map((row) => {
			const line = `${separator}\n${JSON.stringify(objectOf(columns, row))}`;
			separator = ",";
			return line;
		});
		if (!(await print(lines.join("")))) {
			return;
		}
	}
	await print(separator === "[" ? "[]\n" : "\n]\n");
}

function objectOf(columns: readonly string[], row: readonly JS[]): unknown {
	return Object.fromEntries(
		columns.map((name, index) => [name, plainValue(row[index] ?? null)]),
	);
}

async function writeCsv({ columns, rows }: Answer): Promise<void> {
	await print(stringify([columns.map(unformula)]));
	for await (const chunk of rows) {
		const fields = chunk.map((row) => row.map((value) => csvField(value)));
		if (!(await print(stringify(fields)))) {
			return;
		}
	}
}

async function writeTable({ columns, rows }: Answer): Promise<void> {
	const shown: (readonly string[])[] = [];
	let more = 0;
	for await (const chunk of rows) {
		const room = TABLE_ROWS - shown.length;
		shown.push(...chunk.slice(0, room).map((row) => row.map(textOf)));
		more += Math.max(0, chunk.length - room);
	}
	await print(plainTable({ columns, rows: shown }));
	if (more > 0) {
		console.error(`${more} more rows; --csv and --json give all of them.`);
	}
}

function csvField(value: JS): string {
	return typeof value === "string" ? unformula(value) : textOf(value);
}

function textOf(value: JS): string {
	const plain = plainValue(value);
	return plain === null
		? ""
		: typeof plain === "object"
			? JSON.stringify(plain)
			: String(plain);
}

/** A value as JSON has it: whole numbers as numbers where they are exact, bytes in base64, times in ISO 8601. */
function plainValue(value: JS): unknown {
	if (typeof value === "bigint") {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : String(value);
	}
	if (value instanceof Uint8Array) {
		return Buffer.from(value).toString("base64");
	}
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? null : value.toISOString();
	}
	if (Array.isArray(value)) {
		return value.map((item) => plainValue(item));
	}
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, item]) => [name, plainValue(item)]),
		);
	}
	return value;
}
