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
	cachedLog,
	keepArtifact,
	keepLog,
} from "./cache.ts";
import { Refusal } from "./refusal.ts";

/** A file for the Edge TPU, and what its compiler said of it. */
export type EdgetpuArtifact = CachedArtifact & {
	readonly compilation: Compilation;
};

const CUSTOM_OPERATOR = "edgetpu-custom-op";

/**
 * Gives the model back as it is when the Edge TPU's compiler may work on it. Throws a Refusal for one that is compiled
 * already and for one without quantized tensors.
 */
export function requireIntegers(model: Model): Model {
	const operators = (model.subgraphs ?? []).flatMap((graph) =>
		(graph.operators ?? []).map((operator) => operatorName(model, operator)),
	);
	if (operators.includes(CUSTOM_OPERATOR)) {
		throw new Refusal(
			"it is compiled for the Edge TPU already. Use the variant as-is",
		);
	}
	const quantized = (model.subgraphs ?? [])
		.flatMap((graph) => graph.tensors ?? [])
		.filter(
			({ type, quantization }) =>
				(type === "INT8" || type === "UINT8") &&
				(quantization?.scale?.length ?? 0) > 0,
		);
	if (quantized.length === 0) {
		throw new Refusal(
			"the Edge TPU computes with 8-bit integers, and this model holds floats. Bring a file that is quantized to int8 or uint8",
		);
	}
	return model;
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
	await keepLog(place, result.log);
	return { ...(await keepArtifact(place, result.bytes)), compilation };
}

async function cachedCompilation(
	place: CachePlace,
): Promise<EdgetpuArtifact | undefined> {
	const cached = await cachedArtifact(place);
	const compilation = parseCompilerLog((await cachedLog(place)) ?? "");
	return cached && compilation && { ...cached, compilation };
}
