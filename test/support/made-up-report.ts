import type {
	Change,
	ChangeReport,
	Evidence,
	SideEvidence,
	Trend,
} from "../../compare/comparison.ts";
import type {
	RecordedCell,
	RecordedLaunch,
} from "../../history/recorded-run.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { type Cell, cellId } from "../../plan/cell.ts";
import { median } from "../../stats/order.ts";
import { changeOf, nightAt, nightKey, runOf, sideOf } from "./changes.ts";

/** How large a made-up report is. */
export type ReportShape = {
	readonly cells: number;
	readonly nights: number;
	/** Launches of each side of a claim. */
	readonly launches?: number;
	readonly seed?: number;
	/** The name of each model; `model-3` unless told otherwise. */
	readonly model?: (index: number) => string;
};

/**
 * A made-up year: cells over a grid, each with a trend of nights and a claim about latency, accuracy, size and memory.
 * One cell in twenty became slower, was measured again and confirmed; others became faster, were accepted, not
 * confirmed, or failed. The same shape always gives the same report.
 */
export function madeUpReport(shape: ReportShape): ChangeReport {
	const { nights, launches = 5, seed = 6 } = shape;
	const random = seededRandom(seed);
	const cells = gridOf(shape);
	const last = nights - 1;
	const baselineNights = Math.min(7, Math.max(1, last));
	const baseline = Array.from({ length: baselineNights }, (_, index) =>
		runOf(Math.max(0, last - baselineNights + index)),
	);
	const drawn = cells.map((cell, index) =>
		cellStory({ cell: cellId(cell), index, nights, launches, random }),
	);
	const recorded = cells.map((cell, index) =>
		recordedCell(cell, drawn[index] as CellStory),
	);
	return {
		comparison: {
			baseline,
			current: runOf(last, recorded),
			deviceChanges: [],
			changes: drawn.flatMap(({ changes }) => changes),
		},
		trends: drawn.map(({ trend }) => trend),
		notes: [],
	};
}

function gridOf({
	cells,
	model = (index) => `model-${index}`,
}: ReportShape): readonly Cell[] {
	const variants = ["float32", "float16", "dynamic-range", "int8"] as const;
	const delegates = ["builtin", "xnnpack"];
	return Array.from({ length: cells }, (_, index) => ({
		model: model(Math.floor(index / 16)),
		variant: variants[index % 4] ?? "float32",
		delegate: delegates[Math.floor(index / 4) % 2] ?? "builtin",
		threads: Math.floor(index / 8) % 2 === 0 ? 1 : 4,
		device: "local",
	}));
}

type CellStory = {
	readonly changes: readonly Change[];
	readonly trend: Trend;
	readonly launches: readonly RecordedLaunch[];
};

type StoryDraw = {
	readonly cell: string;
	readonly index: number;
	readonly nights: number;
	readonly launches: number;
	readonly random: Random;
};

function cellStory(draw: StoryDraw): CellStory {
	const { cell, index, nights, random } = draw;
	const levelMs = 0.05 * 10 ** (random() * 3);
	const effect = index % 20 === 3 ? 0.06 : index % 20 === 11 ? -0.08 : 0;
	const before = drawSide(nightKey(Math.max(0, nights - 2)), levelMs, draw);
	const levelAfter = levelMs * (1 + effect);
	const after = drawSide(nightKey(nights - 1), levelAfter, draw);
	const confirmation =
		effect === 0
			? undefined
			: {
					baseline: drawSide(before.run, levelMs, draw),
					current: drawSide(after.run, levelAfter, draw),
				};
	return {
		launches: after.launches,
		trend: trendOf(draw, levelMs, effect),
		changes: [
			latencyChange(
				{ cell, index, effect },
				{ baseline: before, current: after },
				confirmation,
			),
			...exactChanges(cell, index),
			changeOf({
				cell,
				metric: "memory",
				baseline: 92_000_000,
				current: 92_000_000,
				evidence: { baseline: before, current: after },
				reason: "The peaks lie within 2 %.",
			}),
		],
	};
}

/** Of one cell in forty the accuracy fell; one file in fifty grew by a byte. */
function exactChanges(cell: string, index: number): readonly Change[] {
	const fell = index % 40 === 7;
	const grew = index % 50 === 9;
	return [
		changeOf({
			cell,
			metric: "accuracy",
			baseline: 0.9601,
			current: fell ? 0.9512 : 0.9601,
			effect: fell ? -0.0089 : 0,
			verdict: fell ? "less-accurate" : "same",
			regression: fell,
			pValue: fell ? 0.0002 : 1,
			interval: undefined,
			reason: "The exact McNemar test over 10,000 samples.",
		}),
		changeOf({
			cell,
			metric: "size",
			baseline: 84_180,
			current: grew ? 84_181 : 84_180,
			effect: grew ? 1 / 84_180 : 0,
			verdict: grew ? "larger" : "same",
			regression: grew,
			accepted: index % 100 === 59 ? "A new header, wanted." : undefined,
			pValue: undefined,
			interval: undefined,
			reason: "Sizes are exact.",
		}),
	];
}

function latencyChange(
	{ cell, index, effect }: { cell: string; index: number; effect: number },
	evidence: Evidence,
	confirmation: Evidence | undefined,
): Change {
	const [baseline, current] = [evidence.baseline, evidence.current].map(
		({ launches }) => median(launches.map(({ medianMs }) => medianMs)),
	) as [number, number];
	const found = current / baseline - 1;
	const rare = RARE[index % 100];
	return changeOf({
		cell,
		baseline,
		current,
		effect: found,
		interval: { low: found - 0.01, high: found + 0.01 },
		pValue: effect === 0 ? 0.4 : 0.0004,
		verdict: rare ?? (effect > 0 ? "slower" : effect < 0 ? "faster" : "same"),
		regression: effect > 0 && rare === undefined,
		evidence,
		confirmation,
		reason:
			effect === 0
				? "The effect is within the noise of the cell."
				: "The rank test, the least effect and the cell's own noise agree.",
	});
}

const RARE: Readonly<Record<number, Change["verdict"]>> = {
	23: "not-confirmed",
	34: "unstable",
	45: "not-comparable",
	56: "new",
	67: "gone",
};

function drawSide(
	run: string,
	levelMs: number,
	{ launches, random }: StoryDraw,
): SideEvidence {
	return sideOf(
		run,
		Array.from({ length: launches }, () => noisy(levelMs, random)),
	);
}

function noisy(levelMs: number, random: Random): number {
	return levelMs * (0.985 + 0.03 * random() + 0.05 * random() ** 8);
}

function trendOf(
	{ cell, nights, random, index }: StoryDraw,
	levelMs: number,
	effect: number,
): Trend {
	const step = Math.floor(nights * 0.6);
	const earlier = index % 10 === 3 ? levelMs / 1.1 : levelMs;
	return {
		cell,
		nights: Array.from({ length: nights }, (_, night) => {
			const level =
				night < step
					? earlier
					: night === nights - 1
						? levelMs * (1 + effect)
						: levelMs;
			const medianMs = noisy(level, random);
			return {
				run: nightKey(night),
				at: nightAt(night),
				medianMs,
				interval: { low: medianMs * 0.985, high: medianMs * 1.02 },
			};
		}),
		changePoints:
			earlier === levelMs || nights < 5
				? []
				: [
						{
							run: nightKey(step),
							at: nightAt(step),
							effect: 0.1,
							pValue: 1e-5,
						},
					],
		band: { low: levelMs * 0.98, high: levelMs * 1.03 },
	};
}

function recordedCell(cell: Cell, { launches }: CellStory): RecordedCell {
	return {
		id: cellId(cell),
		cell,
		status: "measured",
		reason: undefined,
		artifact: undefined,
		launches,
		accuracy: undefined,
	};
}
