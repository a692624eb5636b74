import { trendsOf } from "../../compare/trends.ts";
import type { RecordedAccuracy } from "../../history/recorded-run.ts";
import { permutation, seededRandom } from "../../lib/random.ts";
import { cellId } from "../../plan/cell.ts";
import { drawNight, type Injections, type Stretch } from "./night.ts";
import { HISTORY_NIGHTS, type Rival } from "./rivals.ts";
import { drawNights, mediansOf, trendNights } from "./series.ts";
import { type NightReport, reportNight } from "./simulate.ts";

/** What a scenario is replayed on, how often, and with which seed. */
export type Replay = {
	readonly stretch: Stretch;
	readonly nights: number;
	readonly seed: number;
};

/** What our rules made of nights in which one cell changed, or none. */
export type Detection = {
	/** Share of nights whose changed cell was confirmed to be slower. */
	readonly detected: number;
	/** Share of nights in which an unchanged cell was confirmed to have got worse in anything. */
	readonly falseNights: number;
	/** Suspicions a night. */
	readonly suspicions: number;
	/** Launches that confirming took: of a whole night, and of the changed cell. */
	readonly nightLaunches: readonly number[];
	readonly cellLaunches: readonly number[];
};

/** Replays nights in which one cell, another each night, takes `factor` times as long; with a factor of 1 none does. */
export function replayDetection(
	{ stretch, nights, seed }: Replay,
	factor: number,
): Detection {
	const random = seededRandom(seed);
	const found = Array.from({ length: nights }, (_, night) => {
		const place = night % stretch.cells.length;
		const injections: Injections = new Map(
			factor === 1 ? [] : [[place, { latencyFactor: factor }]],
		);
		const report = reportNight(stretch, drawNight(stretch, injections, random));
		const changed = idAt(stretch, place);
		const worse = regressionsOf(report);
		return {
			isDetected: worse.has(`${changed} slower`),
			isFalse: [...worse].some(
				(key) => factor === 1 || !key.startsWith(`${changed} `),
			),
			suspicions: report.suspicions.length,
			nightLaunches: [...report.launches.values()].reduce((a, b) => a + b, 0),
			cellLaunches: report.launches.get(changed) ?? 0,
		};
	});
	return {
		detected: share(found, ({ isDetected }) => isDetected),
		falseNights: share(found, ({ isFalse }) => isFalse),
		suspicions: mean(found.map(({ suspicions }) => suspicions)),
		nightLaunches: found.map(({ nightLaunches }) => nightLaunches),
		cellLaunches: found.map(({ cellLaunches }) => cellLaunches),
	};
}

/** Replays nights in which one cell's file grows by a byte and another's loses eight samples: how often both are told. */
export function replayExact({ stretch, nights, seed }: Replay): number {
	const random = seededRandom(seed);
	const accuracy = accuracyLoss(8);
	let told = 0;
	for (let night = 0; night < nights; night += 1) {
		const [bigger = 0, worse = 0] = permutation(stretch.cells.length, random);
		const report = reportNight(
			stretch,
			drawNight(
				stretch,
				new Map([
					[bigger, { moreBytes: 1 }],
					[worse, { accuracy }],
				]),
				random,
			),
		);
		const found = regressionsOf(report);
		told +=
			found.has(`${idAt(stretch, bigger)} larger`) &&
			found.has(`${idAt(stretch, worse)} less-accurate`)
				? 1
				: 0;
	}
	return told / nights;
}

/** What two independent reports of one pair of commits share: the overlap of what they confirm over all that either does. */
export type Agreement = {
	/** Over all nights together. */
	readonly pooled: number;
	/** Mean over nights; two reports that confirm nothing agree. */
	readonly mean: number;
};

/** Replays pairs of reports in which six of the cells changed by the factors, at places drawn anew for each pair. */
export function replayAgreement(
	{ stretch, nights, seed }: Replay,
	factors: readonly number[],
): Agreement {
	const random = seededRandom(seed);
	const overlaps = Array.from({ length: nights }, () => {
		const places = permutation(stretch.cells.length, random);
		const injections: Injections = new Map(
			factors.map((latencyFactor, index) => [
				places[index] as number,
				{ latencyFactor },
			]),
		);
		const [first, second] = [0, 1].map(() =>
			claimsOf(reportNight(stretch, drawNight(stretch, injections, random))),
		) as [ReadonlySet<string>, ReadonlySet<string>];
		const both = [...first].filter((key) => second.has(key)).length;
		return { both, either: first.size + second.size - both };
	});
	const sum = (key: "both" | "either") =>
		overlaps.reduce((total, overlap) => total + overlap[key], 0);
	return {
		pooled: sum("both") / sum("either"),
		mean: mean(
			overlaps.map(({ both, either }) => (either === 0 ? 1 : both / either)),
		),
	};
}

/** Replays a rule of others on nights in which one cell takes `factor` times as long; with 1, whether any cell alarms. */
export function replayRival(
	{ stretch, nights, seed }: Replay,
	{ alarms, nightsAfter }: Rival,
	factor: number,
): number {
	const random = seededRandom(seed);
	let alarmed = 0;
	for (let night = 0; night < nights; night += 1) {
		const starts = drawNights(stretch, HISTORY_NIGHTS + nightsAfter, random);
		const drawn = starts.map((start, index) => ({
			start,
			factor: index < HISTORY_NIGHTS ? 1 : factor,
		}));
		const places =
			factor === 1
				? stretch.cells.map((_, place) => place)
				: [night % stretch.cells.length];
		alarmed += places.some((place) =>
			alarms(mediansOf(stretch, place, drawn), random),
		)
			? 1
			: 0;
	}
	return alarmed / nights;
}

/** Replays histories of a cell that ends with ten nights of `step` more each: how often the drift is found. */
export function replayDrift(
	{ stretch, nights, seed }: Replay,
	step: number,
): number {
	const random = seededRandom(seed);
	let found = 0;
	for (let history = 0; history < nights; history += 1) {
		const starts = drawNights(stretch, HISTORY_NIGHTS + DRIFT_NIGHTS, random);
		const drawn = starts.map((start, index) => ({
			start,
			factor: (1 + step) ** Math.max(0, index + 1 - HISTORY_NIGHTS),
		}));
		const place = history % stretch.cells.length;
		const [trend] = trendsOf(
			new Map([["cell", trendNights(stretch, place, drawn)]]),
		);
		found += trend?.changePoints.some(({ effect }) => effect > 0) ? 1 : 0;
	}
	return found / nights;
}

const DRIFT_NIGHTS = 10;

function regressionsOf({ changes }: NightReport): ReadonlySet<string> {
	return new Set(
		changes
			.filter(
				({ regression, metric, confirmation }) =>
					regression &&
					(confirmation !== undefined ||
						(metric !== "latency" && metric !== "memory")),
			)
			.map(({ cell, verdict }) => `${cell} ${verdict}`),
	);
}

/** What a report confirms of latency, better or worse. */
function claimsOf({ changes }: NightReport): ReadonlySet<string> {
	return new Set(
		changes
			.filter(({ verdict }) => verdict === "slower" || verdict === "faster")
			.map(({ cell, verdict }) => `${cell} ${verdict}`),
	);
}

function accuracyLoss(lost: number) {
	const side = (wrong: number): RecordedAccuracy => ({
		datasetSha256: "",
		predictions: LABELS.map((label, index) =>
			index < wrong ? label + 1 : label,
		),
		labelRanks: LABELS.map((_, index) => (index < wrong ? 1 : 0)),
	});
	return { baseline: side(0), current: side(lost) };
}

const LABELS = Array.from({ length: 1000 }, (_, index) => index % 10);

function idAt({ cells }: Stretch, place: number): string {
	const cell = cells[place];
	if (cell === undefined) {
		throw new RangeError(`the grid has no place ${place}`);
	}
	return cellId(cell);
}

function share<Item>(
	items: readonly Item[],
	isOne: (item: Item) => boolean,
): number {
	return items.filter(isOne).length / items.length;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
