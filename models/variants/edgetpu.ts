import { sha256 } from "../../lib/hash.ts";
import type { Compilation } from "../../plan/compilation.ts";
import { compileForEdgetpu, findCompiler } from "../edgetpu/compile.ts";
import { parseCompilerLog } from "../edgetpu/compiler-log.ts";
import { operatorName } from "../tflite/operators.ts";
import type { Model } from "../tflite/types.ts";
import {
	type CachedArtifact,
	type CachePlace,
	cachedArtifact,
	cachedText,
	keepArtifact,
	keepText,
} from "./cache.ts";
import { Refusal } from "./refusal.ts";

/** A file for the Edge TPU, and what its compiler said of it. */
export type EdgetpuArtifact = CachedArtifact & {
	readonly compilation: Compilation;
};

const CUSTOM_OPERATOR = "edgetpu-custom-op";

/** Throws a Refusal for a model that is compiled for the Edge TPU already. */
export function requireUncompiled(model: Model): void {
	const operators = (model.subgraphs ?? []).flatMap((graph) =>
		(graph.operators ?? []).map((operator) => operatorName(model, operator)),
	);
	if (operators.includes(CUSTOM_OPERATOR)) {
		throw new Refusal(
			"it is compiled for the Edge TPU already. Use the variant as-is",
		);
	}
}

/** Throws a Refusal for a model without quantized tensors: none of its operators could be quantized. */
export function requireIntegers(model: Model): void {
	if (!holdsIntegers(model)) {
		throw new Refusal(
			"the Edge TPU computes with 8-bit integers, and none of this model's operators can be quantized to them",
		);
	}
}

/** Whether a model has quantized tensors of 8 bits. */
export function holdsIntegers(model: Model): boolean {
	return (model.subgraphs ?? [])
		.flatMap((graph) => graph.tensors ?? [])
		.some(
			({ type, quantization }) =>
				(type === "INT8" || type === "UINT8") &&
				(quantization?.scale?.length ?? 0) > 0,
		);
}

/**
 * Compiles a file of 8-bit integers for the Edge TPU, or finds the result in the cache, keyed by the file and by the
 * version of the compiler. Throws a Refusal with the compiler's own reason, or with the way to get a compiler.
 */
export async function compiledArtifact(
	bytes: Uint8Array,
	cacheDirectory: string,
	signal: AbortSignal,
): Promise<EdgetpuArtifact> {
	const compiler = await findCompiler();
	if (compiler.status === "missing") {
		throw new Refusal(compiler.reason.replace(/\.$/, ""));
	}
	const origin = { edgetpu: sha256(bytes), compiler: compiler.version };
	const place = { cacheDirectory, key: sha256(JSON.stringify(origin)) };
	const known = await cachedCompilation(place);
	if (known !== undefined) {
		return known;
	}
	const result = await compileForEdgetpu(bytes, { signal });
	if (result.status === "refused") {
		throw new Refusal(result.reason);
	}
	const compilation = parseCompilerLog(result.log);
	if (compilation === undefined) {
		throw new Refusal(
			`edgetpu_compiler ${compiler.version} prints a log that cannot be read`,
		);
	}
	await keepText(place, result.log);
	return { ...(await keepArtifact(place, result.bytes)), compilation };
}

async function cachedCompilation(
	place: CachePlace,
): Promise<EdgetpuArtifact | undefined> {
	const cached = await cachedArtifact(place);
	const compilation = parseCompilerLog((await cachedText(place)) ?? "");
	return cached && compilation && { ...cached, compilation };
}
