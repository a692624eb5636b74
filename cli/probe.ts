import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorText } from "../lib/errors.ts";
import { trainingBackends } from "../models/zoo/tfjs.ts";
import { nativeRuntime } from "../worker/runtimes/native.ts";
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
	training: probeTraining,
	png: probePng,
} as const satisfies Record<string, () => Promise<ProbeResult>>;

/** The name of a probe. */
export type ProbeName = keyof typeof PROBES;

const DENSE_INPUT = new Float32Array([1, -1, 0.5, 2]);
const DENSE_OUTPUT = [18.5, 21];

async function probeDelegate(delegate: string): Promise<ProbeResult> {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-doctor-"));
	try {
		const modelPath = join(folder, "dense.tflite");
		writeFileSync(modelPath, tinyModelBytes(DENSE));
		const opening = await nativeRuntime.open({
			modelPath,
			delegate,
			threads: 1,
		});
		if (opening.status === "unsupported") {
			return { status: "fails", reason: opening.reason };
		}
		const [output] = await opening.session.infer([DENSE_INPUT]);
		const found = Array.from(output ?? [], Number);
		if (found.join() !== DENSE_OUTPUT.join()) {
			return {
				status: "fails",
				reason: `A dense layer gave [${found.join(", ")}] instead of [${DENSE_OUTPUT.join(", ")}].`,
			};
		}
		return { status: "works", detail: opening.session.runtimeVersion };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
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
