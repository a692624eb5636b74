import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../lib/errors.ts";
import { findCompiler } from "../models/edgetpu/compile.ts";
import { trainingBackends } from "../models/zoo/tfjs.ts";
import { NOT_COMPILED } from "../worker/delegates/edgetpu.ts";
import { loadExternalPlugin } from "../worker/delegates/external.ts";
import { litertWebRuntime } from "../worker/runtimes/litert-web.ts";
import { nativeRuntime } from "../worker/runtimes/native.ts";
import type { Opening } from "../worker/runtimes/session.ts";
import { tfjsRuntime } from "../worker/runtimes/tfjs.ts";
import { tinyLayersBytes } from "./tiny-layers.ts";
import { DENSE, tinyModelBytes } from "./tiny-model.ts";

/** What a probe found: that a part works, with its version, or why it does not. */
export type ProbeResult =
	| { readonly status: "works"; readonly detail: string }
	| { readonly status: "fails"; readonly reason: string };

/** The mark before the result on a probe's stdout (RFC 7464), since native libraries print there too. */
export const PROBE_MARK = "\u001e";

/** Every probe by name. Each runs in a process of its own, since a broken native part may take the process down. */
export const PROBES = {
	builtin: () => probeDelegate("builtin"),
	xnnpack: () => probeDelegate("xnnpack"),
	gpu: () => probeDelegate("gpu"),
	edgetpu: probeEdgetpu,
	external: probeExternal,
	wasm: () => probeDelegate("wasm"),
	webgpu: () => probeDelegate("webgpu"),
	"tfjs-wasm": () => probeDelegate("tfjs-wasm"),
	"tfjs-cpu": () => probeDelegate("tfjs-cpu"),
	"tfjs-node": () => probeDelegate("tfjs-node"),
	"tfjs-node-gpu": () => probeDelegate("tfjs-node-gpu"),
	"edgetpu-compiler": probeCompiler,
	training: probeTraining,
	png: probePng,
} as const satisfies Record<string, () => Promise<ProbeResult>>;

/** The name of a probe. */
export type ProbeName = keyof typeof PROBES;

const DENSE_INPUT = new Float32Array([1, -1, 0.5, 2]);
const DENSE_OUTPUT = [18.5, 21];

async function probeDelegate(delegate: string): Promise<ProbeResult> {
	const opening = await openDense(delegate);
	if (opening.status === "unsupported") {
		return { status: "fails", reason: opening.reason };
	}
	const { session } = opening;
	const [output] = await session.infer([DENSE_INPUT]);
	await session.close();
	const found = Array.from(output ?? [], Number);
	if (found.join() !== DENSE_OUTPUT.join()) {
		return {
			status: "fails",
			reason: `A dense layer gave [${found.join(", ")}] instead of [${DENSE_OUTPUT.join(", ")}].`,
		};
	}
	const { runtimeVersion, coverage, adapter } = session;
	const took =
		coverage === undefined
			? ""
			: `, took ${coverage.delegated} of ${coverage.operators} operators`;
	const gpu = adapter
		? `, on ${adapter.description || adapter.architecture}${adapter.software ? " (a program on the CPU, so its latency says nothing of a GPU)" : ""}`
		: "";
	return { status: "works", detail: `${runtimeVersion}${took}${gpu}` };
}

/** Opens a dense layer of 4 inputs and 2 outputs in the form that the delegate's runtime takes. */
async function openDense(delegate: string): Promise<Opening> {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-doctor-"));
	const isLayers = tfjsRuntime.delegates.includes(delegate);
	const bytes = isLayers ? tinyLayersBytes(DENSE) : tinyModelBytes(DENSE);
	try {
		const modelPath = join(folder, "dense");
		writeFileSync(modelPath, bytes);
		const runtime = [tfjsRuntime, litertWebRuntime].find(({ delegates }) =>
			delegates.includes(delegate),
		);
		return await (runtime ?? nativeRuntime).open({
			modelPath,
			delegate,
			threads: 1,
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** An Edge TPU that is there opens a model, to find that nothing in it is for it. */
async function probeEdgetpu(): Promise<ProbeResult> {
	const opening = await openDense("edgetpu");
	if (opening.status === "open" || opening.reason === NOT_COMPILED) {
		return { status: "works", detail: "libedgetpu found an Edge TPU" };
	}
	return { status: "fails", reason: opening.reason };
}

async function probeExternal(): Promise<ProbeResult> {
	const loaded = loadExternalPlugin();
	return loaded.status === "loaded"
		? {
				status: "works",
				detail: `the plugin for TensorFlow Lite ${loaded.plugin.tfliteVersion} is ready; a suite names the library`,
			}
		: { status: "fails", reason: loaded.reason };
}

async function probeCompiler(): Promise<ProbeResult> {
	const compiler = await findCompiler();
	return compiler.status === "found"
		? { status: "works", detail: `version ${compiler.version}` }
		: { status: "fails", reason: compiler.reason };
}

async function probeTraining(): Promise<ProbeResult> {
	const reasons: string[] = [];
	for (const backend of trainingBackends()) {
		try {
			const tf = await backend.load();
			const product = tf.matMul(tf.tensor2d([[2, 3]]), tf.tensor2d([[4], [5]]));
			const [value] = await product.data();
			if (value === 23) {
				return {
					status: "works",
					detail: `${backend.name} ${backend.version}`,
				};
			}
			reasons.push(`${backend.name} computed ${value} instead of 23`);
		} catch (error) {
			reasons.push(`${backend.name}: ${errorText(error)}`);
		}
	}
	return { status: "fails", reason: `${reasons.join("; ")}.` };
}

async function probePng(): Promise<ProbeResult> {
	const { Resvg } = await import("@resvg/resvg-js");
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>`;
	const { width } = new Resvg(svg).render();
	return width === 2
		? { status: "works", detail: "@resvg/resvg-js" }
		: {
				status: "fails",
				reason: `A picture 2 pixels wide became ${width} wide.`,
			};
}
