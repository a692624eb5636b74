import { UserError } from "../../lib/errors.ts";
import type { Adapter } from "../../plan/outcome.ts";

/** The element types a runtime can exchange, with the array that holds them. A `bool` is one byte, 0 or 1. */
export const ELEMENT_ARRAYS = {
	float32: Float32Array,
	float64: Float64Array,
	int8: Int8Array,
	uint8: Uint8Array,
	int16: Int16Array,
	int32: Int32Array,
	uint32: Uint32Array,
	int64: BigInt64Array,
	uint64: BigUint64Array,
	bool: Uint8Array,
} as const;

/** The type of one element of a tensor. */
export type ElementType = keyof typeof ELEMENT_ARRAYS;

/** The values of a tensor, row-major, as the runtime holds them: quantized tensors are not dequantized. */
export type TensorData = InstanceType<(typeof ELEMENT_ARRAYS)[ElementType]>;

/** A graph input or output as the runtime sees it once the model is loaded: every dimension is known. */
export type TensorInfo = {
	readonly name: string;
	readonly type: ElementType;
	readonly shape: readonly number[];
};

/** How much of a model a delegate took over: of all `operators`, the `delegated` ones, in that many `partitions`. */
export type Coverage = {
	readonly operators: number;
	readonly delegated: number;
	readonly partitions: number;
};

/**
 * Which model file to load, and who executes it. `delegateOptions` are the delegate's own, by name; `delegateLibrary` is
 * the library of the delegate `external`.
 */
export type SessionRequest = {
	readonly modelPath: string;
	readonly delegate: string;
	/** At least 1. */
	readonly threads: number;
	readonly delegateLibrary?: string | undefined;
	readonly delegateOptions?: Readonly<Record<string, string>> | undefined;
};

/** When sampling ends: `minSamples` and `minMs` are both reached, or `maxSamples` is. */
export type Sampling = {
	readonly minSamples: number;
	readonly minMs: number;
	readonly maxSamples: number;
};

/** Memory of the processes that run a model, where these are not the worker itself, in bytes. */
export type SessionMemory = {
	/** Their peak just before the model was loaded. */
	readonly baseBytes: number;
	/** Their peak so far. */
	readonly peakBytes: () => number;
};

/** The process that ran the model died, and the worker lives on to tell. */
export class RuntimeCrash extends Error {
	readonly signal: string | null;
	readonly exitCode: number | null;

	constructor(detail: string, end: Pick<RuntimeCrash, "signal" | "exitCode">) {
		super(detail);
		this.signal = end.signal;
		this.exitCode = end.exitCode;
	}
}

/** A loaded model. The timed loop runs behind this interface, so that it can run where the model does. */
export interface Session {
	readonly inputs: readonly TensorInfo[];
	readonly outputs: readonly TensorInfo[];
	/** Reading the file, building the graph, applying the delegate and allocating the tensors, in milliseconds. */
	readonly loadMs: number;
	/** The library that runs the model and its version, such as `TensorFlow Lite 2.9.0`. */
	readonly runtimeVersion: string;
	/** What the delegate took over; undefined where there is no delegate or the runtime does not tell. */
	readonly coverage: Coverage | undefined;
	/** Whether the delegate took every operator, where it tells that without their number. */
	readonly fullyDelegated?: boolean;
	/** The GPU that computes; null or absent where none does. */
	readonly adapter?: Adapter | null;
	/** The smallest step of the clock that times the samples, in milliseconds; absent where it is far below a microsecond. */
	readonly clockResolutionMs?: number;
	/** Absent where the model runs in the worker's own process. */
	readonly memory?: SessionMemory;
	/**
	 * One inference. The outputs are copies of the caller's own. What a model remembers (variable tensors, as in an LSTM)
	 * is carried on from inference to inference until the session is closed. Rejects with a UserError when the inputs do not fit the
	 * model (number, type or length), with an Error when the runtime fails or the session is closed, with a RuntimeCrash
	 * when the process that runs the model died.
	 */
	infer(inputs: readonly TensorData[]): Promise<readonly TensorData[]>;
	/**
	 * Inferences one after the other, each as `infer` does it. Only where the model runs in another process: a message for
	 * each would take longer than the inference.
	 */
	inferEach?(
		samples: readonly (readonly TensorData[])[],
	): Promise<readonly (readonly TensorData[])[]>;
	/**
	 * Repeats one inference and gives the time of each, in milliseconds and in order. The timed region is set input +
	 * invoke + get output. Rejects as `infer` does.
	 */
	sample(
		inputs: readonly TensorData[],
		sampling: Sampling,
	): Promise<Float64Array>;
	/** Lets the model go; afterwards the session refuses to work. Closing twice is fine. */
	close(): Promise<void>;
}

/** A model that was opened, or why this runtime cannot run it. */
export type Opening =
	| { readonly status: "open"; readonly session: Session }
	| { readonly status: "unsupported"; readonly reason: string };

/** The code that loads model files with some delegates. One file per runtime; `testRuntime` is their common test. */
export interface Runtime {
	readonly name: string;
	readonly delegates: readonly string[];
	/** Opens a model. Rejects with a UserError when the file is missing or is not a model. */
	open(request: SessionRequest): Promise<Opening>;
}

/** The number of elements of a tensor of that shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
	return shape.reduce((product, size) => product * size, 1);
}

/** Throws a UserError unless the inputs are as many as the model has, each of its type and length. */
export function assertInputsFit(
	found: readonly TensorData[],
	expected: readonly TensorInfo[],
): void {
	if (found.length !== expected.length) {
		throw new UserError(
			`The model expects ${countOf(expected.length, "input")}, found ${found.length}.`,
		);
	}
	for (const [index, tensor] of expected.entries()) {
		const data = found[index];
		const array = ELEMENT_ARRAYS[tensor.type];
		if (!(data instanceof array)) {
			throw new UserError(
				`Input "${tensor.name}": expected ${tensor.type} values in a ${array.name}, found ${data === undefined ? "nothing" : `a ${data.constructor.name}`}.`,
			);
		}
		const count = elementCount(tensor.shape);
		if (data.length !== count) {
			throw new UserError(
				`Input "${tensor.name}": expected ${countOf(count, "value")} (shape [${tensor.shape.join(", ")}]), found ${data.length}.`,
			);
		}
	}
}

function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
