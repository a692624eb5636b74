import { normalDensity, normalShare } from "./normal.ts";

/** The values of a layer's output, as far as they are known beforehand: its shape, and what each channel is like. */
export type Moments = {
	/** Without the batch; the last dimension has the channels. */
	readonly shape: readonly number[];
	readonly mean: Float64Array;
	readonly variance: Float64Array;
};

/** What goes in: values spread evenly over [-1, 1), or over [0, 1) with the same mean square. */
export function inputMoments(shape: readonly number[]): Moments {
	const channels = shape.at(-1) as number;
	return {
		shape,
		mean: new Float64Array(channels),
		variance: new Float64Array(channels).fill(1 / 3),
	};
}

/** What a rectifier leaves of normally distributed values: max(x, 0). That relu6 cuts off large ones as well is left out. */
export function rectified({ shape, mean, variance }: Moments): Moments {
	const rectifiedMean = mean.map((m, i) => {
		const deviation = deviationOf(variance, i);
		const ratio = m / deviation;
		return m * normalShare(ratio) + deviation * normalDensity(ratio);
	});
	return {
		shape,
		mean: rectifiedMean,
		variance: variance.map((v, i) => {
			const deviation = deviationOf(variance, i);
			const m = mean[i] as number;
			const ratio = m / deviation;
			const square =
				(m * m + v) * normalShare(ratio) + m * deviation * normalDensity(ratio);
			return Math.max(0, square - (rectifiedMean[i] as number) ** 2);
		}),
	};
}

/** The sum of independent values. */
export function summed(all: readonly Moments[]): Moments {
	const [first] = all as [Moments];
	const total = (of: (moments: Moments) => Float64Array) =>
		of(first).map((_, i) =>
			all.reduce((sum, moments) => sum + (of(moments)[i] as number), 0),
		);
	return {
		shape: first.shape,
		mean: total(({ mean }) => mean),
		variance: total(({ variance }) => variance),
	};
}

/** The channels of several values side by side. */
export function concatenated(all: readonly Moments[]): Moments {
	const [first] = all as [Moments];
	const mean = Float64Array.from(all.flatMap(({ mean }) => [...mean]));
	return {
		shape: [...first.shape.slice(0, -1), mean.length],
		mean,
		variance: Float64Array.from(all.flatMap(({ variance }) => [...variance])),
	};
}

/** Images in a frame of zeros. */
export function framed(
	{ shape, mean, variance }: Moments,
	[[top, bottom], [left, right]]: readonly [
		readonly [number, number],
		readonly [number, number],
	],
): Moments {
	const [height, width, channels] = shape as [number, number, number];
	const size = [height + top + bottom, width + left + right] as const;
	const share = (height * width) / (size[0] * size[1]);
	return {
		shape: [...size, channels],
		mean: mean.map((m) => m * share),
		variance: variance.map(
			(v, i) => share * v + share * (1 - share) * (mean[i] as number) ** 2,
		),
	};
}

/** Images of another size, otherwise as before: what pooling leaves, as far as it is known beforehand. */
export function resized(
	{ mean, variance }: Moments,
	shape: readonly number[],
): Moments {
	return { shape, mean, variance };
}

/** All values in a row. */
export function flattened({ shape, mean, variance }: Moments): Moments {
	const length = shape.reduce((a, b) => a * b, 1);
	const repeat = (values: Float64Array) =>
		Float64Array.from(
			{ length },
			(_, i) => values[i % values.length] as number,
		);
	return { shape: [length], mean: repeat(mean), variance: repeat(variance) };
}

function deviationOf(variance: Float64Array, i: number): number {
	return Math.sqrt(Math.max(variance[i] as number, Number.MIN_VALUE));
}
