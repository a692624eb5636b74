import type {
	Conv2DBackpropInputAttrs,
	KernelBackend,
	KernelConfig,
	TensorInfo,
} from "@tensorflow/tfjs";
import { run, transpose } from "./composition.ts";
import type { Tfjs } from "./tfjs.ts";

/**
 * The gradient of a 2-D convolution with respect to its input as a convolution, for strides of 1, which is some ten times
 * faster than the wasm backend's own kernel. With dy as [batch, rows, columns, out],
 *
 *     dx[b, r, c, in] = sum over i, j, out of dy[b, r + top - i, c + left - j, out] * filter[i, j, in, out]
 *
 * which is the convolution of dy, padded, with the filter turned around and its channels exchanged. Other calls go to
 * the kernel that `backendName` has.
 */
export function conv2DBackpropInputKernel(
	tf: Tfjs,
	backendName: string,
): KernelConfig {
	const original = tf.getKernel(tf.Conv2DBackpropInput, backendName);
	return {
		...original,
		kernelFunc: (call) => {
			const { dy, filter } = call.inputs as Readonly<
				Record<"dy" | "filter", TensorInfo>
			>;
			const attrs = call.attrs as unknown as Conv2DBackpropInputAttrs;
			const pad = padding(tf, { dy, filter }, attrs);
			if (pad === undefined) {
				return original.kernelFunc(call);
			}
			const backend = call.backend as KernelBackend;
			const composition = { tf, backend, backendName };
			const around = { dims: [0, 1] };
			const reversed = run(composition, tf.Reverse, { x: filter }, around);
			const turned = transpose(composition, reversed, [0, 1, 3, 2]);
			const gradient = run(
				composition,
				tf.Conv2D,
				{ x: dy, filter: turned },
				{ strides: [1, 1], pad, dataFormat: "NHWC", dilations: [1, 1] },
			);
			backend.disposeData(reversed.dataId);
			backend.disposeData(turned.dataId);
			return gradient;
		},
	};
}

/** Zeros around dy; undefined where the gradient is not a plain convolution. */
function padding(
	tf: Tfjs,
	{ dy, filter }: Readonly<Record<"dy" | "filter", TensorInfo>>,
	attrs: Conv2DBackpropInputAttrs,
): [number, number][] | undefined {
	const { padInfo, strideHeight, strideWidth } =
		tf.backend_util.computeConv2DInfo(
			attrs.inputShape,
			filter.shape as [number, number, number, number],
			attrs.strides,
			1,
			attrs.pad,
			attrs.dimRoundingMode,
		);
	const around = (axis: 1 | 2, before: number): [number, number] => {
		const reach = (filter.shape[axis - 1] as number) - 1;
		const start = reach - before;
		const length = dy.shape[axis] as number;
		return [start, (attrs.inputShape[axis] as number) + reach - length - start];
	};
	const pad: [number, number][] = [
		[0, 0],
		around(1, padInfo.top),
		around(2, padInfo.left),
		[0, 0],
	];
	const isPlain =
		attrs.dataFormat === "NHWC" &&
		strideHeight === 1 &&
		strideWidth === 1 &&
		pad.flat().every((width) => width >= 0);
	return isPlain ? pad : undefined;
}
