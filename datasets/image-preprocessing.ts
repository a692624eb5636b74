import { UserError } from "../lib/errors.ts";

const CHANNELS = { rgb: 3, bgr: 3, gray: 1 } as const;

/** The channels of a sample, in their order. */
export type ChannelOrder = keyof typeof CHANNELS;

/** How a picture becomes a sample. */
export type ImagePreprocessing = {
	/** Rows and columns of a sample. */
	readonly size: readonly [number, number];
	/**
	 * What happens to a picture of another shape: `none` stretches it, `center` scales it until it covers the sample and
	 * cuts off what stands out on both sides.
	 */
	readonly crop: "none" | "center";
	readonly channels: ChannelOrder;
	/** The real value of a stored one x, 0–255, is (x * scale - mean) / std. */
	readonly scale: number;
	/** One number for all channels, or one for each in their order. */
	readonly mean: number | readonly number[];
	readonly std: number | readonly number[];
};

const MAX_SIDE = 4096;

/** The number of channels of a sample. */
export function channelCount({ channels }: ImagePreprocessing): number {
	return CHANNELS[channels];
}

/**
 * Throws a `UserError` naming what cannot be: sides that are no whole numbers from 1 to 4096, numbers that are not finite,
 * a deviation of zero, or as many means or deviations as there are no channels.
 */
export function checkPreprocessing(preprocessing: ImagePreprocessing): void {
	const { size, scale, mean, std } = preprocessing;
	for (const side of size) {
		if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
			refuse(
				`size is ${size.join(" x ")}, not whole numbers from 1 to ${MAX_SIDE}`,
			);
		}
	}
	if (!Number.isFinite(scale)) {
		refuse(`scale is ${scale}, not a finite number`);
	}
	const channels = channelCount(preprocessing);
	for (const [key, value] of Object.entries({ mean, std })) {
		const values = [value].flat();
		if (Array.isArray(value) && values.length !== channels) {
			refuse(`${key} has ${values.length} numbers for ${channels} channels`);
		}
		if (
			!values.every(Number.isFinite) ||
			(key === "std" && values.includes(0))
		) {
			refuse(
				`${key} is ${values.join(", ")}, not ${key === "std" ? "finite and other than zero" : "finite"}`,
			);
		}
	}
}

/** The real value of each stored value 0–255, for each channel. */
export function realValues(
	preprocessing: ImagePreprocessing,
): readonly Float32Array[] {
	const { scale, mean, std } = preprocessing;
	return Array.from({ length: channelCount(preprocessing) }, (_, channel) =>
		Float32Array.from(
			{ length: 256 },
			(_, x) => (x * scale - pick(mean, channel)) / pick(std, channel),
		),
	);
}

/** The preprocessing as a formula for people. */
export function describePreprocessing({
	size,
	crop,
	channels,
	scale,
	mean,
	std,
}: ImagePreprocessing): string {
	const shape = crop === "center" ? "cut from the middle" : "stretched";
	const scaled = scale === 1 ? "x" : `x * ${Number(scale.toPrecision(6))}`;
	const show = (value: number | readonly number[]) =>
		typeof value === "number" ? `${value}` : `[${value.join(", ")}]`;
	return `${size.join(" x ")} ${channels}, ${shape}, bilinear; (${scaled} - ${show(mean)}) / ${show(std)}`;
}

function pick(value: number | readonly number[], channel: number): number {
	return typeof value === "number" ? value : (value[channel] as number);
}

function refuse(problem: string): never {
	throw new UserError(
		`The preprocessing of the dataset image-folder cannot be used: ${problem}.`,
	);
}
