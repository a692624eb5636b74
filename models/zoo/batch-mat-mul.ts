import type {
	BatchMatMulAttrs,
	KernelBackend,
	KernelConfig,
	TensorInfo,
} from "@tensorflow/tfjs";
import { transpose } from "./composition.ts";
import type { Tfjs } from "./tfjs.ts";

/** Below this many multiplications the transposition costs more than it gains. */
const MIN_PRODUCTS = 4_000_000;

/**
 * The matrix product of `backendName`, with large transposed factors turned beforehand: the wasm backend is fast for
 * factors as they are, and some ten times slower for the transposed ones that gradients of dense layers need.
 */
export function batchMatMulKernel(tf: Tfjs, backendName: string): KernelConfig {
	const original = tf.getKernel(tf.BatchMatMul, backendName);
	return {
		...original,
		kernelFunc: (call) => {
			const { a, b } = call.inputs as Readonly<Record<"a" | "b", TensorInfo>>;
			const attrs = call.attrs as unknown as BatchMatMulAttrs;
			const { transposeA, transposeB } = attrs;
			if (!(transposeA || transposeB) || products(a, b, attrs) < MIN_PRODUCTS) {
				return original.kernelFunc(call);
			}
			const backend = call.backend as KernelBackend;
			const turn = (x: TensorInfo) =>
				transpose({ tf, backend, backendName }, x, lastTwoSwapped(x));
			const left = transposeA ? turn(a) : a;
			const right = transposeB ? turn(b) : b;
			const product = original.kernelFunc({
				...call,
				inputs: { a: left, b: right },
				attrs: { transposeA: false, transposeB: false } as never,
			});
			for (const { dataId } of [left, right]) {
				if (dataId !== a.dataId && dataId !== b.dataId) {
					backend.disposeData(dataId);
				}
			}
			return product;
		},
	};
}

function products(
	a: TensorInfo,
	b: TensorInfo,
	{ transposeB }: BatchMatMulAttrs,
): number {
	const columns = b.shape.at(transposeB ? -2 : -1) as number;
	return a.shape.reduce((x, y) => x * y, 1) * columns;
}

function lastTwoSwapped({ shape }: TensorInfo): number[] {
	const rank = shape.length;
	return shape.map((_, i) =>
		i < rank - 2 ? i : i === rank - 2 ? rank - 1 : rank - 2,
	);
}
