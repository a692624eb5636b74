import type { Interval } from "./bootstrap.ts";
import { median, quantile } from "./order.ts";

/** How long the same work takes with a number of threads. */
export type ThreadTime = { readonly threads: number; readonly ms: number };

/** The same, with each repetition of the measurement. */
export type ThreadTimes = {
	readonly threads: number;
	readonly ms: readonly number[];
};

/** The speed-up: how many times faster the work is done than with one thread; undefined where a time is not above 0. */
export function speedUp(
	oneThreadMs: number,
	{ ms }: ThreadTime,
): number | undefined {
	return oneThreadMs > 0 && ms > 0 ? oneThreadMs / ms : undefined;
}

/** The parallel efficiency: the speed-up for each thread; 1 where n threads are n times as fast as one. */
export function parallelEfficiency(
	oneThreadMs: number,
	time: ThreadTime,
): number | undefined {
	const ratio = speedUp(oneThreadMs, time);
	return ratio === undefined ? undefined : ratio / time.threads;
}

/**
 * The serial fraction that one time alone gives, e = (1/S − 1/n) / (1 − 1/n) for the speed-up S with n threads: Karp and
 * Flatt, "Measuring Parallel Processor Performance" (Communications of the ACM 33, 1990). Where it grows with n, the cost
 * lies in the threads themselves rather than in work that is serial. Undefined for one thread.
 */
export function karpFlatt(
	oneThreadMs: number,
	time: ThreadTime,
): number | undefined {
	const ratio = speedUp(oneThreadMs, time);
	const share = 1 / time.threads;
	return ratio === undefined || time.threads === 1
		? undefined
		: (1 / ratio - share) / (1 - share);
}

/**
 * The serial fraction s of Amdahl's law, 1/S(n) = s + (1 − s)/n, fitted by least squares over all thread counts: Amdahl,
 * "Validity of the single processor approach to achieving large scale computing capabilities" (AFIPS 1967). The law is
 * linear in s, so the fit is the mean of `karpFlatt` over the counts, each weighted by (1 − 1/n)². It is not bounded: below
 * 0 the work is faster than n threads can explain, above 1 threads slow it down. Undefined without a time for one thread
 * or for several.
 */
export function serialFraction(
	times: readonly ThreadTime[],
): number | undefined {
	const one = times.find(({ threads }) => threads === 1);
	let weights = 0;
	let sum = 0;
	for (const time of one === undefined ? [] : times) {
		const fraction = karpFlatt(one?.ms ?? 0, time);
		if (fraction !== undefined) {
			const weight = (1 - 1 / time.threads) ** 2;
			weights += weight;
			sum += weight * fraction;
		}
	}
	return weights > 0 ? sum / weights : undefined;
}

/** How many times the repetitions are drawn again: 25 of the drawn fits lie beyond each end of a 95 % interval. */
const RESAMPLES = 1000;

/**
 * The bootstrap percentile interval of `serialFraction` (Efron, Annals of Statistics 7, 1979): the repetitions of each
 * thread count are drawn with replacement, and their medians fitted. `random` draws uniformly from [0, 1). Undefined where
 * there is no fit, or a thread count was measured only once.
 */
export function serialFractionInterval(
	times: readonly ThreadTimes[],
	random: () => number,
	confidence = 0.95,
): Interval | undefined {
	if (times.some(({ ms }) => ms.length < 2)) {
		return undefined;
	}
	const fits: number[] = [];
	for (let resample = 0; resample < RESAMPLES; resample += 1) {
		const fit = serialFraction(
			times.map(({ threads, ms }) => ({
				threads,
				ms: median(drawAgain(ms, random)),
			})),
		);
		if (fit === undefined) {
			return undefined;
		}
		fits.push(fit);
	}
	const tail = (1 - confidence) / 2;
	return { low: quantile(fits, tail), high: quantile(fits, 1 - tail) };
}

function drawAgain(
	values: readonly number[],
	random: () => number,
): readonly number[] {
	return values.map(
		() => values[Math.floor(random() * values.length)] as number,
	);
}
