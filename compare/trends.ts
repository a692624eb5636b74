import { groupBy } from "../lib/group.ts";
import { permutation, seededRandom } from "../lib/random.ts";
import type { Said } from "../plan/said.ts";
import type { Interval } from "../stats/bootstrap.ts";
import { medianInterval } from "../stats/bootstrap.ts";
import { changePoints } from "../stats/change-points.ts";
import { median, medianAbsoluteDeviation, quantile } from "../stats/order.ts";
import type { Trend } from "./comparison.ts";
import { RULES } from "./rules.ts";

/** One cell's latency in one night. Times in milliseconds. */
export type TrendNight = {
	/** The run's key, and when it began. */
	readonly run: { readonly key: string; readonly at: string };
	/** The fingerprint of the cell's device. */
	readonly fingerprint: string;
	/** The median of the launch medians. */
	readonly medianMs: number;
	readonly launchMediansMs: readonly number[];
	/** The median of the launches' compared figures, see `launchFigure`: what the level of the night is told by. */
	readonly levelMs: number;
};

/**
 * The latency of every cell over the nights, by the cell's id and oldest first, with the nights at which its level changed
 * for good, and what the reports of these nights said (`said`, by the keys of the runs). Change points are looked for since the device's fingerprint last changed: before that it was another machine.
 */
export function trendsOf(
	cells: ReadonlyMap<string, readonly TrendNight[]>,
	said: ReadonlyMap<string, readonly Said[]> = new Map(),
): readonly Trend[] {
	const verdicts = verdictsByCell(said);
	return [...cells].map(([cell, nights]) => {
		const alike = sinceFingerprintChanged(nights);
		const found = changesOf(alike);
		return {
			cell,
			nights: nights.map(({ run, medianMs, launchMediansMs }) => ({
				run: run.key,
				at: run.at,
				medianMs,
				interval: medianInterval(launchMediansMs),
			})),
			changePoints: found.map(({ night, effect, chance }) => ({
				run: night.run.key,
				at: night.run.at,
				effect,
				pValue: chance,
			})),
			band: bandOf(alike.slice(found.at(-1)?.index ?? 0)),
			verdicts: verdicts.get(cell) ?? [],
		};
	});
}

type Verdicts = NonNullable<Trend["verdicts"]>;

function verdictsByCell(
	said: ReadonlyMap<string, readonly Said[]>,
): ReadonlyMap<string, Verdicts> {
	const all = [...said].flatMap(([run, ofRun]) =>
		ofRun.map(({ cell, verdict, confirmed }) => ({
			cell,
			verdict: { run, verdict, confirmed },
		})),
	);
	return new Map(
		[...groupBy(all, ({ cell }) => cell)].map(([cell, ofCell]) => [
			cell,
			ofCell.map(({ verdict }) => verdict),
		]),
	);
}

function sinceFingerprintChanged(
	nights: readonly TrendNight[],
): readonly TrendNight[] {
	const last = nights.at(-1)?.fingerprint;
	const other = nights.findLastIndex(({ fingerprint }) => fingerprint !== last);
	// A level of 0 was too short for the clock.
	return nights.slice(other + 1).filter(({ levelMs }) => levelMs > 0);
}

type LevelChange = {
	readonly index: number;
	readonly night: TrendNight;
	readonly effect: number;
	readonly chance: number;
};

/** The change points whose step is worth telling: above the minimum, and above what the nights do of their own accord. */
function changesOf(nights: readonly TrendNight[]): readonly LevelChange[] {
	const rules = RULES.trend;
	if (nights.length < rules.minimumNights) {
		return [];
	}
	const logs = nights.map(({ levelMs }) => Math.log(levelMs));
	const random = seededRandom(rules.seed);
	const points = changePoints(logs, {
		minimumSegment: rules.minimumSegment,
		level: rules.chance,
		permutations: rules.permutations,
		randomOrder: (count) => permutation(count, random),
	});
	return points.flatMap(({ index, chance }, place) => {
		const before = logs.slice(points[place - 1]?.index ?? 0, index);
		const after = logs.slice(index, points[place + 1]?.index);
		const step = median(after) - median(before);
		const spread = Math.max(
			medianAbsoluteDeviation(before),
			medianAbsoluteDeviation(after),
		);
		const night = nights[index];
		return night !== undefined &&
			Math.abs(step) >= Math.log1p(rules.minimumEffect) &&
			Math.abs(step) >= rules.noiseFactor * spread
			? [{ index, night, chance, effect: Math.expm1(step) }]
			: [];
	});
}

/** Where nine of ten nights of the present level lie. */
function bandOf(nights: readonly TrendNight[]): Interval | undefined {
	const mediansMs = nights.map(({ medianMs }) => medianMs);
	return nights.length < RULES.trend.minimumSegment
		? undefined
		: { low: quantile(mediansMs, 0.05), high: quantile(mediansMs, 0.95) };
}
