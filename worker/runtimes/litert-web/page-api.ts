import type { Adapter } from "../../../plan/outcome.ts";
import type { Sampling, TensorInfo } from "../session.ts";

/** What executes a model in the page. */
export type Accelerator = "wasm" | "webgpu";

/** The arrays that LiteRT.js exchanges. */
export type PageData =
	| Float32Array<ArrayBuffer>
	| Int32Array<ArrayBuffer>
	| Uint8Array<ArrayBuffer>;

/** What the page tells once LiteRT.js is loaded. */
export type PageFacts = {
	/** The GPU that LiteRT.js computes on; null where the accelerator is another or there is none. */
	readonly adapter: Adapter | null;
	/** The smallest step of the page's clock, in milliseconds. */
	readonly clockResolutionMs: number;
};

/** A model that the page has loaded, or what LiteRT.js said when it refused it. */
export type PageOpening =
	| {
			readonly status: "open";
			readonly inputs: readonly TensorInfo[];
			readonly outputs: readonly TensorInfo[];
			/** Building the graph and compiling it for the accelerator; the bytes were in the page already. */
			readonly loadMs: number;
			/** What executes it: LiteRT.js falls back to WebAssembly by itself. */
			readonly accelerator: string;
			/** Whether the delegate (XNNPACK or WebGPU) took every operator. */
			readonly fullyDelegated: boolean;
	  }
	| {
			readonly status: "refused";
			/** The error that was thrown. */
			readonly message: string;
			/** The errors that LiteRT wrote to its log. */
			readonly log: readonly string[];
	  };

/** Which model runs how. `precision` is WebGPU's; LiteRT.js chooses where it is undefined. */
export type OpenRequest = {
	readonly accelerator: Accelerator;
	readonly threads: number;
	readonly precision: "fp16" | "fp32" | undefined;
};

/** One inference, many times. */
export type SampleRequest = {
	readonly inputs: readonly PageData[];
	readonly sampling: Sampling;
};

/** What the worker may ask of the page, and what it gets back. */
export type PageCalls = {
	/** Loads LiteRT.js: once, before everything else. */
	prepare: {
		argument: Pick<OpenRequest, "accelerator" | "threads">;
		answer: PageFacts;
	};
	/** Fetches the model and loads it. */
	open: { argument: OpenRequest; answer: PageOpening };
	/** Inferences one after the other: the inputs of each, and the outputs of each. */
	infer: {
		argument: readonly (readonly PageData[])[];
		answer: readonly (readonly PageData[])[];
	};
	/** Times inferences, in milliseconds each; nothing is sent meanwhile. */
	sample: { argument: SampleRequest; answer: Float64Array };
};

/** The page's functions. Each rejects with an Error when LiteRT.js fails, also where it only logs that. */
export type PageApi = {
	[Name in keyof PageCalls]: (
		argument: PageCalls[Name]["argument"],
	) => Promise<PageCalls[Name]["answer"]>;
};
