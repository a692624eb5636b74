import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tinyModelBytes } from "../cli/tiny-model.ts";
import type { Entry } from "../history/entry.ts";
import { readJournal } from "../history/journal.ts";
import { readHistory } from "../history/read-history.ts";
import { recordedRun } from "../history/record.ts";
import { seededRandom } from "../lib/random.ts";
import type { Variant } from "../plan/axes.ts";
import { cellId } from "../plan/cell.ts";
import { wideModel } from "../test/support/tiny-models.ts";

/** How nights are killed. */
export type KillPlan = {
	/** An empty folder. */
	readonly folder: string;
	readonly variants: readonly Variant[];
	readonly kills: number;
	readonly seed: number;
	/** The latest moment of a kill, in milliseconds after the start. */
	readonly latestMs: number;
	/** Is told after each kill. */
	readonly tell: (text: string) => void;
};

/** What became of the nights. */
export type KilledNights = {
	readonly kills: number;
	/** Nights that went on with a killed one. */
	readonly continued: number;
	/** Nights that came to their end. */
	readonly concluded: number;
	readonly launches: number;
	readonly confirmations: number;
	/** What is wrong: a launch that was lost, measured twice or is not in the history, a history that is not sound. */
	readonly problems: readonly string[];
};

const MAIN = fileURLToPath(new URL("../cli/main.js", import.meta.url));

const SUITE = {
	name: "killed",
	models: [{ name: "dense", file: "dense.tflite" }],
	delegates: ["builtin"],
	preset: "smoke",
};

/**
 * Kills real nightlies with SIGKILL at random moments; each next one must go on. The model's file is replaced whenever a
 * night came to its end, so that there is something to confirm. At last a night is left alone, and all that was measured
 * must be in the history once.
 */
export async function killNights(plan: KillPlan): Promise<KilledNights> {
	const { folder, variants, kills, seed, latestMs, tell } = plan;
	writeFileSync(
		join(folder, "killed.suite.json"),
		JSON.stringify({ ...SUITE, variants }),
	);
	const random = seededRandom(seed);
	const ledger = new Ledger(join(folder, "runs/killed"));
	const counts = { kills: 0, continued: 0, concluded: 0 };
	const note = ({ killed, continued }: NightEnd) => {
		counts.continued += Number(continued);
		counts.concluded += Number(!killed);
		counts.kills += Number(killed);
	};
	placeModel(folder, 0);
	while (counts.kills < kills) {
		const afterMs = Math.round(random() * latestMs);
		const end = await night(folder, afterMs);
		note(end);
		const seen = await ledger.look();
		tell(
			`${end.killed ? `killed after ${afterMs} ms` : "came to its end"}${end.continued ? ", went on with a killed one" : ""}: ${seen} launches so far`,
		);
		if (!end.killed) {
			placeModel(folder, counts.concluded);
		}
	}
	note(await night(folder, undefined));
	await ledger.look();
	return {
		...counts,
		...ledger.counts(),
		problems: [
			...ledger.problems,
			...(await missingFromHistory(folder)),
			...(await checkProblems(folder)),
		],
	};
}

function placeModel(folder: string, turn: number): void {
	const width = turn % 2 === 0 ? 256 : 512;
	writeFileSync(join(folder, "dense.tflite"), tinyModelBytes(wideModel(width)));
}

type NightEnd = { readonly killed: boolean; readonly continued: boolean };

/** One nightly, killed after a time unless it has ended by then; left alone without a time. */
async function night(
	folder: string,
	killAfterMs: number | undefined,
): Promise<NightEnd> {
	const child = start(folder, ["nightly", "killed.suite.json"]);
	const stop = new AbortController();
	const closed = once(child, "close");
	let stderr = "";
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	if (killAfterMs !== undefined) {
		setTimeout(killAfterMs, undefined, { signal: stop.signal }).then(
			() => child.kill("SIGKILL"),
			() => {},
		);
	}
	const [exitCode, signal] = await closed;
	stop.abort();
	if (signal === null && exitCode !== 0 && exitCode !== 1) {
		throw new Error(`a nightly ended with ${exitCode}: ${stderr}`);
	}
	return {
		killed: signal === "SIGKILL",
		continued: stderr.includes("Going on with the nightly run"),
	};
}

function start(folder: string, words: readonly string[]): ChildProcess {
	return spawn(process.execPath, [MAIN, ...words], {
		cwd: folder,
		env: {
			...process.env,
			QUANTGRID_CACHE: join(folder, "cache"),
			QUANTGRID_STATE: join(folder, "state"),
			QUANTGRID_HISTORY: "",
			GITHUB_STEP_SUMMARY: "",
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
}

/** Remembers every finished launch of all journals, to find those that get lost or are measured twice. */
class Ledger {
	readonly problems: string[] = [];
	readonly #runs: string;
	readonly #lines = new Map<string, readonly string[]>();

	constructor(runs: string) {
		this.#runs = runs;
	}

	/** Looks at the journals again; gives how many launches they hold. */
	async look(): Promise<number> {
		for (const path of journalsIn(this.#runs)) {
			const launches = launchLines(readFileSync(path, "utf8"));
			const before = this.#lines.get(path) ?? [];
			if (before.some((line, index) => launches[index] !== line)) {
				this.problems.push(`${path}: a finished launch was lost`);
			}
			const ids = launches.map((line) => launchId(JSON.parse(line) as Entry));
			if (new Set(ids).size < ids.length) {
				this.problems.push(`${path}: a launch was measured twice`);
			}
			this.#lines.set(path, launches);
		}
		return [...this.#lines.values()].flat().length;
	}

	counts(): { readonly launches: number; readonly confirmations: number } {
		const lines = [...this.#lines.values()].flat();
		const confirmations = lines.filter(isConfirmation).length;
		return { launches: lines.length - confirmations, confirmations };
	}
}

function journalsIn(runs: string): readonly string[] {
	return existsSync(runs)
		? readdirSync(runs)
				.map((id) => join(runs, id, "journal.jsonl"))
				.filter((path) => existsSync(path))
		: [];
}

/** The whole lines of a journal that hold launches; a torn last line is none. */
function launchLines(text: string): readonly string[] {
	return text
		.split("\n")
		.slice(0, -1)
		.filter(
			(line) => line.startsWith('{"kind":"launch"') || isConfirmation(line),
		);
}

function isConfirmation(line: string): boolean {
	return line.startsWith('{"kind":"confirmation"');
}

function launchId(entry: Entry): string {
	switch (entry.kind) {
		case "launch":
			return `${cellId(entry.cell)} ${entry.task} ${entry.round} ${entry.attempt}`;
		case "confirmation":
			return `${cellId(entry.cell)} ${Object.values(entry.sha256)} ${entry.side} ${entry.round}`;
		default:
			throw new Error(`not a launch: ${entry.kind}`);
	}
}

/** Launches that a journal holds and the history does not. */
async function missingFromHistory(folder: string): Promise<readonly string[]> {
	const { runs, notes } = await readHistory({
		folder: join(folder, "runs/.history"),
	});
	const kept = new Set(
		runs.flatMap(({ key, cells }) =>
			cells.flatMap(({ id, launches }) =>
				launches.map(({ round, at }) => `${key} ${id} ${round} ${at}`),
			),
		),
	);
	const missing: string[] = [...notes];
	for (const path of journalsIn(join(folder, "runs/killed"))) {
		if (launchLines(readFileSync(path, "utf8")).length === 0) {
			continue;
		}
		const { key, cells } = recordedRun(await readJournal(path));
		for (const { id, launches } of cells) {
			for (const { round, at } of launches) {
				if (!kept.has(`${key} ${id} ${round} ${at}`)) {
					missing.push(`${path}: ${id}, round ${round}: not in the history`);
				}
			}
		}
	}
	return missing;
}

async function checkProblems(folder: string): Promise<readonly string[]> {
	const child = start(folder, ["history", "rebuild", "--check"]);
	let printed = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			printed += text;
		});
	}
	const [exitCode] = await once(child, "close");
	return exitCode === 0 ? [] : [`history rebuild --check: ${printed}`];
}
