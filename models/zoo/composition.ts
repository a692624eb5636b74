import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs";
import type { Tfjs } from "./tfjs.ts";

/** What a kernel of TensorFlow.js that is composed of others works with. */
export type Composition = {
	readonly tf: Tfjs;
	readonly backend: KernelBackend;
	readonly backendName: string;
};

/** A tensor with its dimensions in another order. */
export function transpose(
	composition: Composition,
	x: TensorInfo,
	perm: readonly number[],
): TensorInfo {
	return run(composition, composition.tf.Transpose, { x }, { perm });
}

/** Runs a kernel the way kernels call each other: the caller disposes of what comes out. */
export function run(
	{ tf, backend, backendName }: Composition,
	kernelName: string,
	inputs: Readonly<Record<string, TensorInfo>>,
	attrs: Readonly<Record<string, unknown>>,
): TensorInfo {
	const kernel = tf.getKernel(kernelName, backendName);
	return kernel.kernelFunc({
		inputs,
		attrs: attrs as never,
		backend,
	}) as TensorInfo;
}
