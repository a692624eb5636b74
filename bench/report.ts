import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeChangeReports } from "../cli/write-change-reports.ts";
import { writeReport } from "../cli/write-report.ts";
import { madeUpReport } from "../test/support/made-up-report.ts";
import { manyLaunches } from "./many-launches.ts";
import { reportFromHistory, writeHistoryApart } from "./report-history.ts";

/** What is reported, and what it may take. */
type Subject = {
	readonly title: string;
	/** The size for which a time is promised, and the time. */
	readonly promised: { readonly size: number; readonly ms: number };
	/** Makes the input of a size, and what writes its report into a folder. */
	readonly prepare: (size: number) => (folder: string) => Promise<unknown>;
};

/** What a report may hold in memory, at the size for which a time is promised. */
const ALLOWED_BYTES = 2 ** 30;

const SUBJECTS: Readonly<Record<string, Subject>> = {
	changes: {
		title: "changes of 10,000 cells (40,000 comparisons)",
		promised: { size: 1, ms: 2000 },
		prepare: (size) => {
			const report = madeUpReport({ cells: 10_000 * size, nights: 2 });
			return (folder) => writeChangeReports(report, folder);
		},
	},
	year: {
		title: "a year of nights of 1,000 cells",
		promised: { size: 1, ms: 10_000 },
		prepare: (size) => {
			const report = madeUpReport({ cells: 1000 * size, nights: 365 });
			return (folder) => writeChangeReports(report, folder);
		},
	},
	run: {
		title: "a run of 10,000 launches (2,000 cells)",
		promised: { size: 1, ms: 2000 },
		prepare: (size) => {
			const entries = manyLaunches(10_000 * size);
			return (folder) => writeReport(folder, entries, { lang: "en" });
		},
	},
	history: {
		title:
			"46 nights of 1,000 cells, from the Parquet files to the page; size 8 is a year",
		promised: { size: 8, ms: 10_000 },
		prepare: (size) => {
			const history = mkdtempSync(join(tmpdir(), "quantgrid-history-"));
			process.once("exit", () => rmSync(history, { recursive: true }));
			writeHistoryApart(history, 46 * size);
			return async (folder) =>
				writeChangeReports(await reportFromHistory(history), folder);
		},
	},
};

const SIZES = [1, 2, 4, 8];

/** What one report took, in a process of its own. */
type Taken = {
	readonly elapsedMs: number;
	readonly processorMs: number;
	/** Of the input alone, and with the report. */
	readonly inputBytes: number;
	readonly peakBytes: number;
};

const [subject, size] = process.argv.slice(2);
if (subject === undefined || size === undefined) {
	printAll(subject === undefined ? Object.keys(SUBJECTS) : [subject]);
} else {
	console.log(JSON.stringify(await take(subject, Number(size))));
}

async function take(name: string, size: number): Promise<Taken> {
	const write = SUBJECTS[name]?.prepare(size);
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-bench-"));
	const inputBytes = peakBytes();
	const processor = process.cpuUsage();
	const start = performance.now();
	try {
		await write?.(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
	const { user, system } = process.cpuUsage(processor);
	return {
		elapsedMs: performance.now() - start,
		processorMs: (user + system) / 1000,
		inputBytes,
		peakBytes: peakBytes(),
	};
}

function peakBytes(): number {
	// In kilobytes of 1024 on every system: libuv turns it so.
	return process.resourceUsage().maxRSS * 1024;
}

/** Each size in a process of its own, so that none pays for the memory of another. */
function printAll(names: readonly string[]): void {
	for (const name of names) {
		const { title, promised } = SUBJECTS[name] as Subject;
		console.log(
			`${title}: at most ${promised.ms} ms and ${megabytes(ALLOWED_BYTES)} MB at size ${promised.size}`,
		);
		console.log("size    time ms  processor ms    ms/size  input MB  peak MB");
		for (const size of SIZES) {
			const taken = inProcess(name, size);
			const met =
				taken.elapsedMs <= promised.ms && taken.peakBytes <= ALLOWED_BYTES
					? "  met"
					: "  missed";
			console.log(rowOf(size, taken) + (size === promised.size ? met : ""));
		}
	}
}

function inProcess(name: string, size: number): Taken {
	const { stdout, stderr, status } = spawnSync(
		process.execPath,
		[import.meta.filename, name, String(size)],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		throw new Error(`The report of size ${size} failed: ${stderr}`);
	}
	return JSON.parse(stdout) as Taken;
}

function rowOf(size: number, taken: Taken): string {
	const { elapsedMs, processorMs, inputBytes } = taken;
	return [
		`${size}×`.padEnd(4),
		elapsedMs.toFixed(0).padStart(10),
		processorMs.toFixed(0).padStart(13),
		(elapsedMs / size).toFixed(0).padStart(10),
		megabytes(inputBytes).padStart(9),
		megabytes(taken.peakBytes).padStart(8),
	].join(" ");
}

function megabytes(bytes: number): string {
	return (bytes / 1e6).toFixed(0);
}
