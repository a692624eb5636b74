import type { LayerConfig } from "./topology.ts";

/** A window that moves over images. Pairs are height and width. */
export type Window = {
	readonly size: readonly [number, number];
	readonly strides: readonly [number, number];
	readonly padding: "same" | "valid";
};

/** The window of a convolution or of pooling. */
export function windowOf({ config }: LayerConfig): Window {
	return {
		size: (config.kernel_size ?? config.pool_size) as [number, number],
		strides: config.strides as [number, number],
		padding: config.padding as "same" | "valid",
	};
}

/** The shape of what a window gives on images, with their channels (tf.nn.convolution, "SAME" and "VALID"). */
export function windowedShape(
	{ size, strides, padding }: Window,
	[height, width, channels]: readonly number[],
): number[] {
	const along = (length: number | undefined, axis: 0 | 1) => {
		const positions =
			padding === "same" ? Number(length) : Number(length) - size[axis] + 1;
		return Math.ceil(positions / strides[axis]);
	};
	return [along(height, 0), along(width, 1), channels as number];
}

/** The share of a window's values that lie inside the image, on average over its positions. */
export function coverage(window: Window, shape: readonly number[]): number {
	const output = windowedShape(window, shape);
	const along = (axis: 0 | 1) => {
		const [length, positions] = [shape[axis] as number, output[axis] as number];
		const size = window.size[axis];
		const stride = window.strides[axis];
		const missing = Math.max(0, (positions - 1) * stride + size - length);
		const before = window.padding === "same" ? Math.floor(missing / 2) : 0;
		let inside = 0;
		for (let i = 0; i < positions; i++) {
			const start = i * stride - before;
			inside += Math.min(length, start + size) - Math.max(0, start);
		}
		return inside / (positions * size);
	};
	return along(0) * along(1);
}
