import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { observer } from "../plan/observer.ts";
import type { Recording, RecordingJob } from "../plan/recording.ts";
import {
	loadNativeBinding,
	type NativeInterpreter,
} from "./runtimes/native-binding.ts";
import { describeRefusal } from "./runtimes/native-refusal.ts";

/**
 * Runs a model on the native runtime, one thread and no delegate, over the inputs of a file, and notes what its float
 * outputs were. What the runtime refuses is the answer's reason.
 */
export function record(job: RecordingJob): Recording {
	const library = loadNativeBinding();
	if (library.status === "missing") {
		return { status: "refused", reason: library.reason };
	}
	const model = new Uint8Array(readFileSync(job.modelPath)).buffer;
	let interpreter: NativeInterpreter;
	try {
		interpreter = new library.binding.Interpreter(model, { threads: 1 });
	} catch (error) {
		return { status: "refused", reason: describeRefusal(error, model) };
	}
	const watched = interpreter.getOutputs().map((tensor) => {
		const values = tensor.data();
		return values instanceof Float32Array && values.length > 0
			? { values, watch: observer(job.histograms) }
			: undefined;
	});
	const inputs = openSync(job.inputsPath, "r");
	try {
		for (let run = 0; run < job.runs; run++) {
			fillInputs(interpreter, inputs);
			interpreter.infer();
			for (const one of watched) {
				one?.watch.look(one.values);
			}
		}
	} finally {
		closeSync(inputs);
	}
	return {
		status: "recorded",
		outputs: watched.map((one) => one?.watch.seen() ?? null),
	};
}

function fillInputs(interpreter: NativeInterpreter, file: number): void {
	for (const tensor of interpreter.getInputs()) {
		const data = tensor.data();
		const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
		if (readSync(file, bytes) !== bytes.length) {
			throw new Error(`the inputs end before "${tensor.name}"`);
		}
	}
}
