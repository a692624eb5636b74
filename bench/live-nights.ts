// A/A nights, live on this machine: the real `quantgrid nightly`, night after night, on models that never change but in a
// text of their file, so that each night has files of its own and every suspicion is measured again. Nothing may be
// confirmed.
//
//   node dist/bench/live-nights.js [--nights 20] [--preset quick]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tinyModelBytes } from "../cli/tiny-model.ts";
import { confirmationsOf } from "../history/confirmations.ts";
import { readJournal } from "../history/journal.ts";
import { formatDuration } from "../lib/duration.ts";
import { decodeModel, encodeModel } from "../models/tflite/index.ts";
import { cellId } from "../plan/cell.ts";
import { wideModel } from "../test/support/tiny-models.ts";

const MAIN = fileURLToPath(new URL("../cli/main.js", import.meta.url));

const WIDTHS = [256, 512, 1024];

const { values } = parseArgs({
	options: {
		nights: { type: "string", default: "20" },
		preset: { type: "string", default: "quick" },
	},
});

const folder = mkdtempSync(join(tmpdir(), "quantgrid-live-"));
try {
	await main(Number(values.nights));
} finally {
	rmSync(folder, { recursive: true, force: true });
}

async function main(nights: number): Promise<void> {
	writeFileSync(join(folder, "live.suite.json"), JSON.stringify(suite()));
	const totals = { accused: 0, suspicious: 0, launches: 0, confirming: 0 };
	const start = performance.now();
	for (let night = 1; night <= nights; night += 1) {
		writeModels(night);
		const nightStart = performance.now();
		const { exitCode, lastLine } = spendNight();
		const { launches, confirming, suspicious } = await countLaunches();
		totals.accused += Number(exitCode !== 0);
		totals.suspicious += suspicious;
		totals.launches += launches;
		totals.confirming += confirming;
		console.log(
			`night ${night}: exit ${exitCode}, ${launches} launches, ${suspicious} suspicious cells measured again in ${confirming} launches, ${formatDuration(performance.now() - nightStart)}: ${lastLine}`,
		);
	}
	console.log(
		`${nights} A/A nights of ${WIDTHS.length * 2} cells, preset ${values.preset}: ${totals.accused} with a confirmed regression; ${totals.suspicious} suspicions, ${totals.launches} launches and ${totals.confirming} of confirmations, ${formatDuration(performance.now() - start)}`,
	);
	process.exitCode = totals.accused === 0 ? 0 : 1;
}

function suite() {
	return {
		name: "live",
		models: WIDTHS.map((width) => ({
			name: `dense-${width}`,
			file: `dense-${width}.tflite`,
		})),
		variants: ["as-is"],
		delegates: ["builtin", "xnnpack"],
		preset: values.preset,
	};
}

/** The same networks each night, in files of the same size that differ in one text. */
function writeModels(night: number): void {
	for (const width of WIDTHS) {
		const file = `dense-${width}.tflite`;
		const model = decodeModel(tinyModelBytes(wideModel(width)), file);
		const description = `night ${String(night).padStart(4, "0")}`;
		writeFileSync(join(folder, file), encodeModel({ ...model, description }));
	}
}

function spendNight(): {
	readonly exitCode: number | null;
	readonly lastLine: string;
} {
	const { status, stderr } = spawnSync(
		process.execPath,
		[MAIN, "nightly", "live.suite.json"],
		{
			cwd: folder,
			env: {
				...process.env,
				QUANTGRID_CACHE: join(folder, "cache"),
				QUANTGRID_HISTORY: "",
				GITHUB_STEP_SUMMARY: "",
			},
			encoding: "utf8",
		},
	);
	const lastLine = stderr.trim().split("\n").at(-1) ?? "";
	return {
		exitCode: status,
		lastLine: lastLine.replace(/\. Report: .*$/, ""),
	};
}

/** How many launches the newest night took, and how many of them confirmed something. */
async function countLaunches() {
	const runs = join(folder, "runs/live");
	const newest = readdirSync(runs).toSorted().at(-1) ?? "";
	const { entries } = await readJournal(join(runs, newest, "journal.jsonl"));
	const confirmations = confirmationsOf(entries);
	return {
		launches: entries.filter(({ kind }) => kind === "launch").length,
		confirming: confirmations.length,
		suspicious: new Set(confirmations.map(({ cell }) => cellId(cell))).size,
	};
}
