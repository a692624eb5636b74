import type { CellJob } from "../../worker/protocol.ts";

/** A latency job on a model, small enough for a test. */
export function latencyJob(modelPath: string): CellJob {
	return {
		kind: "cell",
		protocol: 1,
		modelPath,
		delegate: "builtin",
		threads: 1,
		inputs: [],
		outputs: [],
		dataset: null,
		task: {
			kind: "latency",
			samples: 4,
			sampleMs: 0,
			warmups: 1,
			warmupMs: 0,
			seed: 1,
		},
	};
}

/** A latency job on LiteRT.js that samples for an hour. */
export function endlessWasmJob(modelPath: string): CellJob {
	const job = latencyJob(modelPath);
	return {
		...job,
		delegate: "wasm",
		task: {
			kind: "latency",
			samples: 1,
			sampleMs: 3_600_000,
			warmups: 1,
			warmupMs: 0,
			seed: 1,
		},
	};
}
