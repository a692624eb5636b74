/** What is known of a variant before anything is built. */
type VariantFacts = {
	/** One line for `list` and the reports. */
	readonly about: string;
	/** Whether the file is taken as the user brought it. */
	readonly asBrought: boolean;
	/** Whether making it takes sample inputs, to observe the range of each tensor. */
	readonly calibrated: boolean;
};

/** Every variant: what was done to a model's weights. */
export const VARIANTS = {
	"as-is": {
		about: "the .tflite file as the user brought it",
		asBrought: true,
		calibrated: false,
	},
	float32: {
		about: "32-bit floats throughout",
		asBrought: false,
		calibrated: false,
	},
	float16: {
		about: "weights stored as 16-bit floats, computed in 32 bits",
		asBrought: false,
		calibrated: false,
	},
	"dynamic-range": {
		about: "weights stored as 8-bit integers, activations in floats",
		asBrought: false,
		calibrated: false,
	},
	int8: {
		about: "computed in 8-bit integers, inputs and outputs in floats",
		asBrought: false,
		calibrated: true,
	},
	"full-int8": {
		about: "computed in 8-bit integers, inputs and outputs too",
		asBrought: false,
		calibrated: true,
	},
	source: {
		about: "the LayersModel itself, before conversion",
		asBrought: false,
		calibrated: false,
	},
	edgetpu: {
		about: "8-bit integers, compiled for the Edge TPU by edgetpu_compiler",
		asBrought: false,
		calibrated: true,
	},
} as const satisfies Record<string, VariantFacts>;

/** The id of a variant. */
export type Variant = keyof typeof VARIANTS;

/** What is known of a delegate before it is tried. */
type DelegateFacts = {
	/** One line for `list`, `doctor` and the reports. */
	readonly about: string;
	/** The runtime that follows from it. */
	readonly runtime: "native" | "litert-web" | "tfjs";
};

/** Every delegate: who executes a model. */
export const DELEGATES = {
	builtin: { about: "TensorFlow Lite's own CPU kernels", runtime: "native" },
	xnnpack: {
		about: "TensorFlow Lite on CPU through XNNPACK",
		runtime: "native",
	},
	gpu: { about: "TensorFlow Lite's GPU delegate library", runtime: "native" },
	edgetpu: {
		about: "a Coral Edge TPU through libedgetpu",
		runtime: "native",
	},
	external: {
		about: "any TensorFlow Lite delegate library, named by its path",
		runtime: "native",
	},
	wasm: {
		about: "LiteRT.js on CPU in headless Chromium",
		runtime: "litert-web",
	},
	webgpu: {
		about: "LiteRT.js on GPU in headless Chromium",
		runtime: "litert-web",
	},
	"tfjs-wasm": {
		about: "TensorFlow.js on CPU in WebAssembly, for the source model",
		runtime: "tfjs",
	},
	"tfjs-cpu": {
		about: "TensorFlow.js on CPU in JavaScript, for the source model",
		runtime: "tfjs",
	},
	"tfjs-node": {
		about: "TensorFlow.js on CPU through TensorFlow, for the source model",
		runtime: "tfjs",
	},
	"tfjs-node-gpu": {
		about: "TensorFlow.js on GPU through TensorFlow, for the source model",
		runtime: "tfjs",
	},
} as const satisfies Record<string, DelegateFacts>;

/** The id of a delegate. */
export type Delegate = keyof typeof DELEGATES;

/** The id of a runtime: the code that loads a file with a delegate. */
export type RuntimeName = (typeof DELEGATES)[Delegate]["runtime"];

/** How much is measured. A launch ends when both `samples` and `sampleMs` are reached. */
export type PresetFacts = {
	/** Launches of each cell. */
	readonly launches: number;
	/** Fewest samples of a launch. */
	readonly samples: number;
	/** Shortest sampling of a launch. */
	readonly sampleMs: number;
	/** Fewest inferences before the first sample. */
	readonly warmups: number;
	/** Shortest warm-up. */
	readonly warmupMs: number;
};

/** How much each preset measures, after MLPerf's rules of a minimum count and a minimum duration. */
export const PRESETS = {
	smoke: { launches: 2, samples: 64, sampleMs: 300, warmups: 5, warmupMs: 50 },
	quick: {
		launches: 5,
		samples: 128,
		sampleMs: 1000,
		warmups: 10,
		warmupMs: 200,
	},
	full: {
		launches: 10,
		samples: 1024,
		sampleMs: 10_000,
		warmups: 20,
		warmupMs: 1000,
	},
} as const satisfies Record<string, PresetFacts>;

/** The id of a preset. */
export type Preset = keyof typeof PRESETS;

/** The ids of a vocabulary table, in its order. */
export function idsOf<Table extends object>(
	table: Table,
): readonly [keyof Table & string, ...(keyof Table & string)[]] {
	return Object.keys(table) as [
		keyof Table & string,
		...(keyof Table & string)[],
	];
}
