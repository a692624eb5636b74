import { DuckDBBlobValue, type DuckDBValue } from "@duckdb/node-api";
import { unpackNumbers } from "../lib/packed-numbers.ts";
import { askFiles, checkFiles } from "./ask-files.ts";
import { COLUMNS, type RowSource, rowsOf } from "./columns.ts";
import { withDuckDB } from "./duckdb.ts";
import { pathOfRun, runsFolder } from "./folder.ts";
import type { Journal } from "./journal.ts";
import { recordOf } from "./record.ts";

/** Differences that are told; whoever sees that many need not see more. */
const MOST_DIFFERENCES = 3;

/**
 * Says in what the file of a run differs from what its journal gives, value by value; empty where it does not. Rejects with
 * an Error for a file that cannot be read.
 */
export async function differencesFromJournal(
	folder: string,
	journal: Journal,
): Promise<readonly string[]> {
	const record = recordOf(journal);
	const { key } = record.run;
	const files = [{ key, path: pathOfRun(folder, key) }];
	const expected = rowsOf(record);
	return withDuckDB(runsFolder(folder), async (connection) => {
		await checkFiles({ connection, files });
		const differences: string[] = [];
		const question = {
			columns: COLUMNS.map(({ name }) => name),
			rest: "ORDER BY cell_index, launch_index",
		};
		for await (const rows of askFiles({ connection, files }, question)) {
			for (const { values } of rows) {
				const { value: row, done } = expected.next();
				differences.push(
					...(done === true
						? ["it has a row that the journal does not give"]
						: rowDifferences(row, values)),
				);
			}
			if (differences.length >= MOST_DIFFERENCES) {
				return differences.slice(0, MOST_DIFFERENCES);
			}
		}
		return expected.next().done === true
			? differences
			: [...differences, "it lacks rows that the journal gives"];
	});
}

function rowDifferences(
	row: RowSource,
	values: readonly DuckDBValue[],
): readonly string[] {
	return COLUMNS.flatMap(({ name, value }, index) => {
		const [found, given] = [plain(values[index]), plain(value(row))];
		return found === given
			? []
			: [
					`${row.cell.cell.id}, launch ${row.launchIndex}: ${name} is ${shown(found)}, the journal gives ${shown(given)}`,
				];
	});
}

// Packed numbers are compared unpacked: another release of zlib may pack them in other bytes.
function plain(value: unknown): string {
	if (value instanceof DuckDBBlobValue || value instanceof Uint8Array) {
		const bytes = value instanceof Uint8Array ? value : value.bytes;
		return unpackNumbers(bytes).join(" ");
	}
	return String(value ?? "nothing");
}

function shown(text: string): string {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
