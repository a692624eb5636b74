import type { CompilationPrediction } from "../plan/compilation.ts";

/** What is shown of a .tflite file. Sizes are in bytes; tensors are named by their position in their subgraph, -1 is "none". */
export type Inspection = {
	readonly file: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly description?: string | undefined;
	readonly version: number;
	readonly minRuntimeVersion?: string | undefined;
	readonly metadata: readonly NamedSize[];
	/** What follows the model in the file, such as a ZIP of labels. */
	readonly appendedBytes: number;
	readonly signatures: readonly InspectedSignature[];
	readonly subgraphs: readonly InspectedSubgraph[];
	readonly totals: InspectedTotals;
	/** Rules of the format that the model breaks. */
	readonly problems: readonly InspectedFinding[];
	/** What the file holds and the schema does not know. */
	readonly notes: readonly InspectedFinding[];
	/** Where it was asked for. */
	readonly edgetpuPrediction?: CompilationPrediction;
};

/** Something with a name, and its bytes. */
export type NamedSize = { readonly name: string; readonly sizeBytes: number };

/** Something to know about a place in the model. */
export type InspectedFinding = {
	readonly path: string;
	readonly problem: string;
};

/** A signature: the names by which a program may call a subgraph and its tensors. */
export type InspectedSignature = {
	readonly key: string;
	readonly subgraph: number;
	readonly inputs: readonly SignatureTensor[];
	readonly outputs: readonly SignatureTensor[];
};

/** A tensor of a signature: the name it goes by, and its position in the subgraph. */
export type SignatureTensor = {
	readonly name?: string | undefined;
	readonly tensorIndex: number;
};

/** A subgraph: its operators in the order they run, and its tensors. */
export type InspectedSubgraph = {
	readonly name?: string | undefined;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly operators: readonly InspectedOperator[];
	readonly tensors: readonly InspectedTensor[];
};

/** An operator; `options` are ready for JSON. */
export type InspectedOperator = {
	readonly name: string;
	readonly version?: number | undefined;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly options: Readonly<Record<string, unknown>>;
	readonly customOptionsBytes?: number | undefined;
};

/** A tensor; `role` says whether it is an input, an output, constant, computed or a variable. */
export type InspectedTensor = {
	readonly name: string;
	readonly type: string | number;
	readonly shape: readonly number[];
	readonly shapeSignature?: readonly number[] | undefined;
	readonly role: string;
	readonly sizeBytes?: number | undefined;
	readonly quantization?: InspectedQuantization | undefined;
};

/** Affine quantization: one scale for the tensor, or one for each slice along `dimension`. */
export type InspectedQuantization = {
	readonly scales?: readonly number[] | undefined;
	readonly zeroPoints?: readonly number[] | undefined;
	readonly dimension?: number | undefined;
	readonly details?: string | undefined;
};

/**
 * Sums over the model. Bytes that several tensors share count once. `byOperator` gives constants to the first kind of
 * operator that reads them, and custom options to theirs; `byType` has constants only.
 */
export type InspectedTotals = {
	readonly parameters: number;
	readonly byOperator: readonly SizeSum[];
	readonly byType: readonly SizeSum[];
};

/** What belongs to one kind: how many constants, and how many bytes. */
export type SizeSum = NamedSize & { readonly constants: number };
