/** What is compared of a .tflite file: the part of its inspection that tells operators, tensors and sizes. */
export type ComparedModel = {
	readonly file: string;
	readonly sizeBytes: number;
	readonly subgraphs: readonly ComparedSubgraph[];
	readonly totals: {
		readonly byOperator: readonly NamedBytes[];
		readonly byType: readonly NamedBytes[];
	};
};

/** A subgraph; tensors are named by their position, -1 is "none". */
export type ComparedSubgraph = {
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly operators: readonly ComparedOperator[];
	readonly tensors: readonly ComparedTensor[];
};

/** An operator; `options` are plain data. */
export type ComparedOperator = {
	readonly name: string;
	readonly version?: number | undefined;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly options: Readonly<Record<string, unknown>>;
};

/** A tensor; `role` says whether it is an input, an output, constant, computed or a variable. */
export type ComparedTensor = {
	readonly name: string;
	readonly type: string | number;
	readonly shape: readonly number[];
	readonly role: string;
	readonly sizeBytes?: number | undefined;
	readonly quantization?:
		| {
				readonly scales?: readonly number[] | undefined;
				readonly zeroPoints?: readonly number[] | undefined;
				readonly dimension?: number | undefined;
		  }
		| undefined;
};

/** Something with a name, and its bytes. */
export type NamedBytes = { readonly name: string; readonly sizeBytes: number };
