// A long history, read: how long it takes and how much memory, at one, two, four and eight times a size. The largest is one
// year of nights of 1,000 cells with 5 launches each.
//
//   node dist/bench/history.js
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { addRun } from "../history/add-run.ts";
import { quoted, withDuckDB } from "../history/duckdb.ts";
import { pathOfRun, runsFolder } from "../history/folder.ts";
import { listRuns, readHistory } from "../history/read-history.ts";
import { readTrends } from "../history/trends.ts";
import type { SuiteDeclaration } from "../plan/suite.ts";
import { latencyOutcome } from "../test/support/entries.ts";
import { journalOf } from "../test/support/examples.ts";
import { nightOf, writeJournal } from "../test/support/histories.ts";

const NIGHTS = [46, 92, 183, 365];
const LAUNCHES = 5;
const SAMPLES = 128;

/** 125 models × 2 variants × 2 delegates × 2 thread counts. */
const SUITE: SuiteDeclaration = {
	name: "year",
	models: Array.from({ length: 125 }, (_, index) => ({
		name: `model-${index}`,
		file: `/models/${index}.tflite`,
	})),
	variants: ["float32", "float16"],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2],
	preset: "quick",
};

const [task, folder = ""] = process.argv.slice(2);
if (task === "read") {
	await read(folder);
} else {
	await main();
}

async function main(): Promise<void> {
	const parent = mkdtempSync(join(tmpdir(), "quantgrid-bench-"));
	try {
		const history = join(parent, "history");
		const key = await recordFirst(parent, history);
		console.log("nights  cells  launches  list s  trends s  last 7 s  MB");
		for (const [index, nights] of NIGHTS.entries()) {
			await addNights(history, key, {
				from: NIGHTS[index - 1] ?? 1,
				to: nights,
			});
			const args = [import.meta.filename, "read", history];
			const line = execFileSync(process.execPath, args, { encoding: "utf8" });
			console.log(`${String(nights).padStart(6)}  ${line.trim()}`);
		}
	} finally {
		rmSync(parent, { recursive: true, force: true });
	}
}

async function recordFirst(parent: string, history: string): Promise<string> {
	const entries = journalOf(SUITE, {
		launches: LAUNCHES,
		run: nightOf(0),
		latency: (cell, round) => {
			const medianMs = cell.delegate === "xnnpack" ? 0.02 : 0.09;
			const samplesMs = Array.from(
				{ length: SAMPLES },
				(_, sample) => medianMs * (1 + ((sample * 7 + round) % 31) / 300),
			);
			return latencyOutcome({ medianMs, samplesMs });
		},
	});
	const journal = await writeJournal(join(parent, "journal.jsonl"), entries);
	const start = performance.now();
	const { key } = await addRun(history, journal);
	console.log(
		`${entries.length} entries recorded in ${secondsSince(start)} s\n`,
	);
	return key;
}

/** Makes further nights of the first one, by another time and other medians. */
async function addNights(
	history: string,
	key: string,
	{ from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
	const source = quoted(pathOfRun(history, key));
	await withDuckDB(runsFolder(history), async (connection) => {
		for (let night = from; night < to; night += 1) {
			const { id, at } = nightOf(night);
			const run = `${dirname(key)}/${id}-00000000`;
			await connection.run(
				`COPY (SELECT * REPLACE (${quoted(run)} AS run, ${quoted(at)} AS started_at, median_ms * (1 + random() / 20) AS median_ms)
				FROM read_parquet(${source})) TO ${quoted(pathOfRun(history, run))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`,
			);
		}
	});
}

async function read(history: string): Promise<void> {
	const start = performance.now();
	await listRuns({ folder: history });
	const listed = secondsSince(start);
	const trendStart = performance.now();
	const { cells, notes } = await readTrends({ folder: history });
	const trended = secondsSince(trendStart);
	// The peak of what a long history needs; what the last runs add does not grow with it.
	const megabytes = Math.round(process.resourceUsage().maxRSS / 1000);
	const lastStart = performance.now();
	await readHistory({ folder: history, last: 7 });
	if (notes.length > 0) {
		throw new Error(notes.join("\n"));
	}
	const points = [...cells.values()].flat();
	const launches = points.reduce(
		(sum, { launchMediansMs }) => sum + launchMediansMs.length,
		0,
	);
	const widths = [5, 8, 6, 8, 8, 4];
	console.log(
		[cells.size, launches, listed, trended, secondsSince(lastStart), megabytes]
			.map((field, index) => String(field).padStart(widths[index] ?? 0))
			.join("  "),
	);
}

function secondsSince(start: number): string {
	return ((performance.now() - start) / 1000).toFixed(2);
}
