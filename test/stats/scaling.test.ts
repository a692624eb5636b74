import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../lib/random.ts";
import {
	karpFlatt,
	parallelEfficiency,
	serialFraction,
	serialFractionInterval,
	speedUp,
} from "../../stats/scaling.ts";

/** What Amdahl's law gives for a serial fraction. */
const amdahlMs = (fraction: number, threads: number, oneMs = 80) =>
	oneMs * (fraction + (1 - fraction) / threads);

const timesOf = (fraction: number, counts: readonly number[]) =>
	counts.map((threads) => ({ threads, ms: amdahlMs(fraction, threads) }));

const near = (actual: number | undefined, expected: number, within = 1e-12) =>
	assert.ok(
		actual !== undefined && Math.abs(actual - expected) <= within,
		`${actual} is not ${expected}`,
	);

test("speed-up and efficiency are the ratio to one thread, in all and for each thread", () => {
	assert.is(speedUp(100, { threads: 4, ms: 40 }), 2.5);
	assert.is(parallelEfficiency(100, { threads: 4, ms: 40 }), 0.625);
	assert.is(speedUp(100, { threads: 1, ms: 100 }), 1);
});

test("a time of nothing gives no speed-up", () => {
	assert.is(speedUp(0, { threads: 2, ms: 1 }), undefined);
	assert.is(speedUp(1, { threads: 2, ms: 0 }), undefined);
	assert.is(parallelEfficiency(1, { threads: 2, ms: 0 }), undefined);
	assert.is(karpFlatt(1, { threads: 2, ms: 0 }), undefined);
});

test("the fit finds the serial fraction of exact data, whatever the counts and their order", () => {
	for (const fraction of [0, 0.05, 0.37, 1]) {
		near(serialFraction(timesOf(fraction, [1, 2, 3, 4])), fraction);
		near(serialFraction(timesOf(fraction, [8, 1, 3])), fraction);
	}
});

test("the fit minimizes the squares of 1/S(n) - s - (1 - s)/n", () => {
	const random = seededRandom(20_261);
	for (let trial = 0; trial < 50; trial += 1) {
		const times = timesOf(random(), [1, 2, 3, 4, 6]).map((time) => ({
			...time,
			ms: time.threads === 1 ? time.ms : time.ms * (0.7 + 0.6 * random()),
		}));
		const squares = (s: number) =>
			times.reduce((sum, { threads, ms }) => {
				const residual = ms / 80 - s - (1 - s) / threads;
				return sum + residual * residual;
			}, 0);
		const fit = serialFraction(times) ?? Number.NaN;
		assert.ok(squares(fit) <= squares(fit + 1e-4));
		assert.ok(squares(fit) <= squares(fit - 1e-4));
	}
});

test("work that is faster than its threads explain has a fraction below 0, work that they slow down one above 1", () => {
	const at = (ms: number) => [
		{ threads: 1, ms: 100 },
		{ threads: 2, ms },
	];
	near(serialFraction(at(40)), -0.2);
	near(serialFraction(at(150)), 2);
});

test("one count gives the Karp-Flatt metric of that count", () => {
	const times = [
		{ threads: 1, ms: 366 },
		{ threads: 4, ms: 218 },
	];
	near(serialFraction(times), (218 / 366 - 1 / 4) / (1 - 1 / 4));
	near(karpFlatt(366, { threads: 4, ms: 218 }), serialFraction(times) ?? 0);
});

test("without a time for one thread, or with no other, there is no fit", () => {
	assert.is(serialFraction([]), undefined);
	assert.is(serialFraction([{ threads: 1, ms: 5 }]), undefined);
	assert.is(serialFraction(timesOf(0.2, [2, 3, 4])), undefined);
	assert.is(karpFlatt(5, { threads: 1, ms: 5 }), undefined);
});

/** Launches of each thread count with some noise. */
const launchesOf = (fraction: number, noise: number, seed: number) => {
	const random = seededRandom(seed);
	return [1, 2, 3, 4].map((threads) => ({
		threads,
		ms: Array.from(
			{ length: 7 },
			() => amdahlMs(fraction, threads) * (1 + noise * (random() - 0.5)),
		),
	}));
};

test("the interval holds the fraction it was drawn from, and is wider for noisier launches", () => {
	const width = (noise: number) => {
		const interval = serialFractionInterval(
			launchesOf(0.3, noise, 7),
			seededRandom(1),
		);
		assert.ok(interval && interval.low <= 0.3 && 0.3 <= interval.high);
		return interval.high - interval.low;
	};
	assert.ok(width(0.02) < width(0.2));
});

test("launches that agree exactly give an interval of no width", () => {
	const interval = serialFractionInterval(
		launchesOf(0.25, 0, 1),
		seededRandom(1),
	);
	near(interval?.low, 0.25);
	near(interval?.high, 0.25);
});

test("a count that was measured once tells nothing of the uncertainty", () => {
	const [one, ...others] = launchesOf(0.3, 0.1, 3);
	assert.ok(one);
	const single = [{ ...one, ms: one.ms.slice(0, 1) }, ...others];
	assert.is(serialFractionInterval(single, seededRandom(1)), undefined);
	assert.is(serialFractionInterval([], seededRandom(1)), undefined);
});

test.run();
