import type {
	Conv2DBackpropFilterAttrs,
	KernelBackend,
	KernelConfig,
	TensorInfo,
} from "@tensorflow/tfjs";
import { type Composition, run, transpose } from "./composition.ts";
import type { Tfjs } from "./tfjs.ts";

type ConvolutionInfo = ReturnType<Tfjs["backend_util"]["computeConv2DInfo"]>;

/**
 * The gradient of a 2-D convolution with respect to its filter, composed of the forward kernels of `backendName`, for
 * backends that have no kernel of their own. With x as [batch, height, width, in] and the output gradient dy as
 * [batch, rows, columns, out],
 *
 *     dW[i, j, in, out] = sum over b, r, c of x[b, r * stride + i - top, c * stride + j - left, in] * dy[b, r, c, out]
 *
 * which is itself a convolution: channels and batch change places in x and in dy, dy is the filter, and the stride
 * becomes its dilation. Only NHWC is supported.
 */
export function conv2DBackpropFilterKernel(
	tf: Tfjs,
	backendName: string,
): KernelConfig {
	return {
		kernelName: tf.Conv2DBackpropFilter,
		backendName,
		kernelFunc: ({ inputs, attrs, backend }) => {
			const { x, dy } = inputs;
			if (x === undefined || dy === undefined) {
				throw new Error("Conv2DBackpropFilter needs the inputs x and dy.");
			}
			return filterGradient(
				{ tf, backend: backend as KernelBackend, backendName },
				{ x, dy },
				attrs as unknown as Conv2DBackpropFilterAttrs,
			);
		},
	};
}

function filterGradient(
	composition: Composition,
	{ x, dy }: { readonly x: TensorInfo; readonly dy: TensorInfo },
	attrs: Conv2DBackpropFilterAttrs,
): TensorInfo {
	const { tf, backend } = composition;
	if (attrs.dataFormat !== "NHWC") {
		throw new Error(
			`Conv2DBackpropFilter supports NHWC, not ${attrs.dataFormat}.`,
		);
	}
	const info = tf.backend_util.computeConv2DInfo(
		x.shape as [number, number, number, number],
		attrs.filterShape,
		attrs.strides,
		1,
		attrs.pad,
		attrs.dimRoundingMode,
	);
	const image = transpose(composition, x, [3, 1, 2, 0]);
	const filter = transpose(composition, dy, [1, 2, 0, 3]);
	const correlation = correlate(composition, { x: image, filter }, info);
	// Rows and columns of x that no step of the stride reaches make the correlation larger than the filter.
	const begin = [0, 0, 0, 0];
	const size = [
		info.inChannels,
		info.filterHeight,
		info.filterWidth,
		info.outChannels,
	];
	const whole = { x: correlation };
	const gradient = run(composition, tf.Slice, whole, { begin, size });
	const result = transpose(composition, gradient, [1, 2, 0, 3]);
	for (const { dataId } of [image, filter, correlation, gradient]) {
		backend.disposeData(dataId);
	}
	return result;
}

function correlate(
	composition: Composition,
	inputs: Readonly<Record<"x" | "filter", TensorInfo>>,
	{ padInfo, strideHeight, strideWidth }: ConvolutionInfo,
): TensorInfo {
	return run(composition, composition.tf.Conv2D, inputs, {
		strides: [1, 1],
		pad: [
			[0, 0],
			[padInfo.top, padInfo.bottom],
			[padInfo.left, padInfo.right],
			[0, 0],
		],
		dataFormat: "NHWC",
		dilations: [strideHeight, strideWidth],
	});
}
