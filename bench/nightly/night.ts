import type { LaunchPair } from "../../compare/confirmation.ts";
import type {
	RecordedAccuracy,
	RecordedCell,
	RecordedLaunch,
	RecordedRun,
} from "../../history/recorded-run.ts";
import { permutation, type Random } from "../../lib/random.ts";
import { type Cell, cellId } from "../../plan/cell.ts";
import type { LaunchRecording } from "./recording.ts";

/** Launches of each cell in a night, as many as the preset `quick` makes. */
export const NIGHT_LAUNCHES = 5;

/** A stretch of a recording, from a round to before another. */
export type Stretch = {
	readonly recording: LaunchRecording;
	readonly cells: readonly Cell[];
	readonly from: number;
	readonly to: number;
	/** How many nights make a baseline. */
	readonly baselineNights: number;
};

/** What became of a cell's file between the baseline and tonight; nothing where it is absent. */
export type Injection = {
	/** What its latencies are multiplied by. */
	readonly latencyFactor?: number;
	readonly moreBytes?: number;
	readonly accuracy?: {
		readonly baseline: RecordedAccuracy;
		readonly current: RecordedAccuracy;
	};
};

/** The injections of a night, by the place of the cell. */
export type Injections = ReadonlyMap<number, Injection>;

/** A simulated night. */
export type Night = {
	readonly baseline: readonly RecordedRun[];
	readonly current: RecordedRun;
	/** The rounds that measuring a cell again would give, in the order in which they follow the night. */
	readonly pairsOf: (place: number, count: number) => readonly LaunchPair[];
};

const SIZE_BYTES = 100_000;

/**
 * A night out of a recording. The baseline's nights and tonight are contiguous blocks of rounds that share no round, so
 * that the machine's drift and what follows from one launch to the next stay real; every cell takes the same rounds. The
 * rounds of the confirmation follow on tonight's block, and go on at the beginning of the stretch when it ends.
 */
export function drawNight(
	stretch: Stretch,
	injections: Injections,
	random: Random,
): Night {
	const { from, to, baselineNights } = stretch;
	const blocks = Math.floor((to - from) / NIGHT_LAUNCHES);
	const slack = to - from - blocks * NIGHT_LAUNCHES;
	const offset = from + Math.floor(random() * (slack + 1));
	const starts = [...permutation(blocks, random)]
		.slice(0, baselineNights + 1)
		.map((block) => offset + block * NIGHT_LAUNCHES);
	const [tonight = from, ...nights] = starts;
	const runOf = (start: number, name: string, changed: Injections) =>
		run(stretch, { start, name, changed, isTonight: name === "tonight" });
	return {
		baseline: nights.map((start, night) =>
			runOf(start, `night-${night}`, injections),
		),
		current: runOf(tonight, "tonight", injections),
		pairsOf: (place, count) =>
			Array.from({ length: count }, (_, round) => {
				const at =
					from + ((tonight - from + NIGHT_LAUNCHES + round) % (to - from));
				return pairAt(stretch, { place, round: at, injections, random });
			}),
	};
}

type RunPlan = {
	readonly start: number;
	readonly name: string;
	readonly changed: Injections;
	readonly isTonight: boolean;
};

function run(
	stretch: Stretch,
	{ start, name, changed, isTonight }: RunPlan,
): RecordedRun {
	const { environment, at } = stretch.recording.head;
	return {
		key: `nightly-bench/${name}`,
		suite: "nightly-bench",
		suiteSha256: "",
		at,
		finished: true,
		preset: "quick",
		quantgridVersion: "",
		commit: null,
		devices: [{ name: "local", fingerprint: "", environment }],
		cells: stretch.cells.map((cell, place) =>
			cellOf(cell, {
				injection: changed.get(place) ?? {},
				isTonight,
				launches: Array.from({ length: NIGHT_LAUNCHES }, (_, launch) =>
					launchAt(stretch, { place, round: start + launch, side: 0 }),
				),
			}),
		),
	};
}

type CellPlan = {
	readonly injection: Injection;
	readonly isTonight: boolean;
	readonly launches: readonly RecordedLaunch[];
};

// Tonight's file is another one in every cell, so that nothing is excused by being the very same file.
function cellOf(
	cell: Cell,
	{ injection, isTonight, launches }: CellPlan,
): RecordedCell {
	const { latencyFactor = 1, moreBytes = 0, accuracy } = injection;
	const sizeBytes = SIZE_BYTES + (isTonight ? moreBytes : 0);
	return {
		id: cellId(cell),
		cell,
		status: "measured",
		reason: undefined,
		artifact: {
			path: "",
			sha256: isTonight ? "tonight" : "baseline",
			sizeBytes,
			gzipBytes: sizeBytes,
			weights: "trained",
		},
		launches: isTonight
			? launches.map((launch) => scaled(launch, latencyFactor))
			: launches,
		accuracy: isTonight ? accuracy?.current : accuracy?.baseline,
	};
}

type PairPlan = {
	readonly place: number;
	readonly round: number;
	readonly injections: Injections;
	readonly random: Random;
};

function pairAt(
	stretch: Stretch,
	{ place, round, injections, random }: PairPlan,
): LaunchPair {
	const first = random() < 0.5 ? 0 : 1;
	const factor = injections.get(place)?.latencyFactor ?? 1;
	return {
		baseline: launchAt(stretch, { place, round, side: first }),
		current: scaled(
			launchAt(stretch, { place, round, side: first === 0 ? 1 : 0 }),
			factor,
		),
	};
}

function launchAt(
	{ recording }: Stretch,
	{
		place,
		round,
		side,
	}: { readonly place: number; readonly round: number; readonly side: 0 | 1 },
): RecordedLaunch {
	const pair = recording.rounds[round]?.pairs[place];
	if (pair === undefined) {
		throw new RangeError(`the recording has no round ${round}`);
	}
	return { ...pair[side], round, throttled: false };
}

function scaled(launch: RecordedLaunch, factor: number): RecordedLaunch {
	return {
		...launch,
		medianMs: launch.medianMs * factor,
		p10Ms: launch.p10Ms * factor,
		minMs: launch.minMs * factor,
	};
}
