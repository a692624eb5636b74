import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { cacheDirectory } from "../cli/cache-directory.ts";
import { median } from "../stats/order.ts";
import {
	type Comparison,
	compare,
	type Pair,
	verdictOf,
} from "./comparison.ts";
import {
	type Budget,
	compileFloor,
	type Floor,
	launchAccuracy,
	launchFloor,
	launchHarness,
	prepareSubject,
	type Subject,
} from "./launch.ts";
import { benchModels } from "./subjects.ts";

type Options = {
	readonly rounds: string;
	readonly models: string;
	readonly only: string;
};

const BUDGET: Budget = { samples: 16, sampleMs: 60, warmups: 3, warmupMs: 20 };
const ACCURACY_SAMPLES = 10_000;
const ACCURACY_ROUNDS = 3;
/** Of the columns, in characters. */
const WIDTHS = [36, 9, 11, 11, 7, 13, 7, 10];

await new Command("overhead")
	.description(
		"The harness against the floor, a C program that calls the same library in a tight loop.",
	)
	.option("--rounds <count>", "launches of each side, alternating", "15")
	.option("--models <folder>", "a folder of .tflite files", "../shared/models")
	.option("--only <text>", "only models whose name holds this text", "")
	.action(main)
	.parseAsync();

async function main({ rounds, models, only }: Options): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-bench-"));
	try {
		const floor = compileFloor(folder);
		const subjects = await subjectsOf({ models, only, folder });
		const pairs = await measure(floor, subjects, Math.max(1, Number(rounds)));
		printLatency(subjects, pairs);
		await printAccuracy(floor, subjects);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

type Selection = {
	readonly models: string;
	readonly only: string;
	readonly folder: string;
};

async function subjectsOf({
	models,
	only,
	folder,
}: Selection): Promise<readonly Subject[]> {
	const subjects: Subject[] = [];
	for (const model of await benchModels({
		cacheDirectory: cacheDirectory(),
		folder: models,
		only,
	})) {
		for (const delegate of ["builtin", "xnnpack"] as const) {
			const subject = await prepareSubject(model, delegate, folder);
			if (subject === undefined) {
				console.error(`${model.name}, ${delegate}: left out, unsupported.`);
			} else {
				subjects.push(subject);
			}
		}
	}
	return subjects;
}

/** Every round launches every subject once on each side, and the side that goes first alternates. */
async function measure(
	floor: Floor,
	subjects: readonly Subject[],
	rounds: number,
): Promise<ReadonlyMap<Subject, readonly Pair[]>> {
	const pairs = new Map(subjects.map((subject) => [subject, [] as Pair[]]));
	for (let round = 0; round < rounds; round += 1) {
		for (const subject of subjects) {
			pairs.get(subject)?.push(await launchPair(floor, subject, round));
		}
		console.error(`round ${round + 1} of ${rounds}`);
	}
	return pairs;
}

async function launchPair(
	floor: Floor,
	subject: Subject,
	round: number,
): Promise<Pair> {
	const floorFirst = round % 2 === 0;
	const early = floorFirst ? launchFloor(floor, subject, BUDGET) : undefined;
	const harness = await launchHarness(subject, BUDGET);
	const late = early ?? launchFloor(floor, subject, BUDGET);
	return { floorMs: median(late), harnessMs: median(harness) };
}

function printLatency(
	subjects: readonly Subject[],
	pairs: ReadonlyMap<Subject, readonly Pair[]>,
): void {
	console.log(
		row([
			"model",
			"delegate",
			"floor µs",
			"harness µs",
			"ratio",
			"95 %",
			"target",
			"",
		]),
	);
	for (const subject of subjects) {
		const comparison = compare(pairs.get(subject) ?? []);
		console.log(row(latencyCells(subject, comparison)));
	}
}

function latencyCells(
	{ model, delegate }: Subject,
	comparison: Comparison,
): readonly string[] {
	const { floorMs, harnessMs, ratio, interval, target } = comparison;
	return [
		model.name,
		delegate,
		(floorMs * 1000).toFixed(2),
		(harnessMs * 1000).toFixed(2),
		ratio.toFixed(3),
		interval === undefined
			? "–"
			: `${interval.low.toFixed(3)}–${interval.high.toFixed(3)}`,
		target === undefined ? "–" : `≤ ${target}`,
		verdictOf(comparison),
	];
}

/** An accuracy pass may take 1.3 times what the floor needs for as many inferences, and 0.3 s. */
async function printAccuracy(
	floor: Floor,
	subjects: readonly Subject[],
): Promise<void> {
	const budget = { ...BUDGET, samples: ACCURACY_SAMPLES, sampleMs: 0 };
	for (const subject of subjects.filter(({ model }) => model.mnist)) {
		const floors: number[] = [];
		const passes: number[] = [];
		for (let round = 0; round < ACCURACY_ROUNDS; round += 1) {
			const samples = launchFloor(floor, subject, budget);
			floors.push(samples.reduce((sum, ms) => sum + ms, 0));
			passes.push(await launchAccuracy(subject));
		}
		const floorMs = median(floors);
		const passMs = median(passes);
		const allowedMs = 1.3 * floorMs + 300;
		console.log(
			`accuracy of ${ACCURACY_SAMPLES} images, ${subject.model.name}, ${subject.delegate}: ${passMs.toFixed(0)} ms; floor ${floorMs.toFixed(0)} ms, allowed ${allowedMs.toFixed(0)} ms: ${passMs <= allowedMs ? "met" : "missed"}`,
		);
	}
}

function row(cells: readonly string[]): string {
	return cells
		.map((cell, index) =>
			index < 2
				? cell.padEnd(WIDTHS[index] ?? 0)
				: cell.padStart(WIDTHS[index] ?? 0),
		)
		.join(" ")
		.trimEnd();
}
