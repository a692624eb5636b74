import { quantile } from "../../stats/order.ts";
import { HISTORY_NIGHTS, RIVALS } from "./rivals.ts";
import {
	type Detection,
	type Replay,
	replayAgreement,
	replayDetection,
	replayDrift,
	replayExact,
	replayRival,
} from "./scenarios.ts";

/** Target shares of detected changes, by the factor of latency. */
const DETECTION_TARGETS = [
	[1.03, 0.7],
	[1.05, 0.95],
	[1.1, 0.995],
] as const;

const FALSE_NIGHTS_TARGET = 0.01;
const AGREEMENT_TARGET = 0.8;
const DRIFT_STEP = 0.01;

/** The changes of the pair of commits that two reports are made of. */
const COMMIT_FACTORS = [0.9, 0.95, 1.05, 1.05, 1.1, 1.2];

/** Replays every scenario and prints what it gave beside its target, as Markdown. */
export function printReplay(replay: Replay): void {
	const { stretch, nights, seed } = replay;
	console.log(
		`${nights} simulated nights a scenario, seed ${seed}, out of rounds ${stretch.from} to ${stretch.to - 1} of the recording of ${stretch.recording.head.at}.\n`,
	);
	printOurs(replay);
	printRivals(replay);
}

function printOurs(replay: Replay): void {
	console.log("| scenario | found | target | |\n|---|--:|--:|---|");
	const unchanged = replayDetection(replay, 1);
	row(
		"nights with a false confirmed regression",
		unchanged.falseNights,
		`≤ ${percent(FALSE_NIGHTS_TARGET)}`,
		unchanged.falseNights <= FALSE_NIGHTS_TARGET,
	);
	const detections = DETECTION_TARGETS.map(([factor, target]) => {
		const detection = replayDetection(replay, factor);
		row(
			`a change of ${change(factor)} confirmed`,
			detection.detected,
			`≥ ${percent(target)}`,
			detection.detected >= target,
		);
		return [change(factor), detection] as const;
	});
	const exact = replayExact(replay);
	row("one byte more, and a shifted accuracy", exact, "100 %", exact === 1);
	printAgreement(replay);
	printDrift(replay);
	printCost([["nothing", unchanged], ...detections]);
}

function printAgreement(replay: Replay): void {
	const { pooled, mean } = replayAgreement(replay, COMMIT_FACTORS);
	for (const [name, share] of [
		["pooled", pooled],
		["mean of nights", mean],
	] as const) {
		row(
			`overlap of two reports of the same commits, ${name}`,
			share,
			`≥ ${percent(AGREEMENT_TARGET)}`,
			share >= AGREEMENT_TARGET,
		);
	}
}

function printDrift(replay: Replay): void {
	const found = replayDrift(replay, DRIFT_STEP);
	row(
		`ten nights of ${change(1 + DRIFT_STEP)} each, after ${HISTORY_NIGHTS} nights, found as a drift`,
		found,
		"–",
	);
	row("a drift found in a cell that has none", replayDrift(replay, 0), "–");
}

function printCost(rows: readonly (readonly [string, Detection])[]): void {
	console.log(
		"\n| what changed | suspicions a night | launches to confirm a night: mean | p90 | of the changed cell: mean | p90 | false nights |\n|---|--:|--:|--:|--:|--:|--:|",
	);
	for (const [name, detection] of rows) {
		const { nightLaunches, cellLaunches } = detection;
		const own = name === "nothing" ? ["–", "–"] : meanAndP90(cellLaunches);
		console.log(
			`| ${[name, detection.suspicions.toFixed(1), ...meanAndP90(nightLaunches), ...own, percent(detection.falseNights)].join(" | ")} |`,
		);
	}
}

function meanAndP90(counts: readonly number[]): readonly string[] {
	const sum = counts.reduce((total, count) => total + count, 0);
	return [sum / counts.length, quantile(counts, 0.9)].map((count) =>
		count.toFixed(0),
	);
}

function printRivals(replay: Replay): void {
	const factors = DETECTION_TARGETS.map(([factor]) => factor);
	console.log(
		`\n| rule | nights with a false alarm | ${factors.map(change).join(" | ")} |\n|---|--:|${factors.map(() => "--:").join("|")}|`,
	);
	for (const rival of RIVALS) {
		const shares = [1, ...factors].map((factor) =>
			percent(replayRival(replay, rival, factor)),
		);
		console.log(`| ${[rival.name, ...shares].join(" | ")} |`);
	}
}

function row(
	name: string,
	share: number,
	...[target, isMet]: readonly [string, boolean?]
): void {
	const verdict = isMet === undefined ? "" : isMet ? "met" : "missed";
	console.log(`| ${name} | ${percent(share)} | ${target} | ${verdict} |`);
}

function change(factor: number): string {
	return `+${Math.round((factor - 1) * 100)} %`;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
