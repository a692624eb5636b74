import { builtinOperatorCode, createTable } from "../tflite/index.ts";
import type {
	Buffer,
	BuiltinOperator,
	Model,
	Operator,
	OperatorCode,
	SubGraph,
	Tensor,
} from "../tflite/types.ts";
import { withoutUnusedBuffers } from "./buffers.ts";
import { withRuntimeVersion } from "./runtime-versions.ts";

/** A model that is being rewritten: its buffers, to which new ones are added, and the operator codes used so far. */
export type ModelDraft = {
	readonly buffers: Buffer[];
	readonly codes: OperatorCode[];
};

/** A subgraph that is being rewritten: its tensors, to which new ones are added, and its operators so far. */
export type GraphDraft = ModelDraft & {
	readonly tensors: Tensor[];
	readonly operators: Operator[];
};

/** Begins to rewrite a model. Its operator codes are collected anew. */
export function draftModel(model: Model): ModelDraft {
	return { buffers: [...(model.buffers ?? [])], codes: [] };
}

/** Begins to rewrite a subgraph. Its tensors keep their indices; its operators are to be added one by one. */
export function draftGraph(draft: ModelDraft, graph: SubGraph): GraphDraft {
	return { ...draft, tensors: [...(graph.tensors ?? [])], operators: [] };
}

/** Adds a tensor and gives its index. Without `data` it is computed, and has an empty buffer of its own. */
export function addTensor(
	draft: GraphDraft,
	tensor: Omit<Tensor, "buffer">,
	data?: Uint8Array,
): number {
	draft.tensors.push({ ...tensor, buffer: addBuffer(draft, data) });
	return draft.tensors.length - 1;
}

/** Adds a buffer and gives its index. */
export function addBuffer(draft: ModelDraft, data?: Uint8Array): number {
	draft.buffers.push(createTable("Buffer", { data }));
	return draft.buffers.length - 1;
}

/** Adds an operator of a code. */
export function addOperator(
	draft: GraphDraft,
	code: OperatorCode,
	operator: Partial<Operator>,
): void {
	const opcodeIndex = codeIndex(draft, code);
	draft.operators.push(createTable("Operator", { ...operator, opcodeIndex }));
}

/** Adds QUANTIZE or DEQUANTIZE from one tensor to another. */
export function addConversion(
	draft: GraphDraft,
	conversion: {
		readonly operator: BuiltinOperator & ("QUANTIZE" | "DEQUANTIZE");
		readonly version: number;
		readonly from: number;
		readonly to: number;
	},
): void {
	const { operator, version, from, to } = conversion;
	const code = builtinOperatorCode(operator, version);
	addOperator(draft, code, { inputs: [from], outputs: [to] });
}

/** The rewritten model: unused buffers are gone, and the least runtime is that of the new operators. */
export function finishModel(
	model: Model,
	draft: ModelDraft,
	subgraphs: readonly SubGraph[],
): Model {
	const { buffers, codes } = draft;
	const rewritten = { ...model, subgraphs, buffers, operatorCodes: codes };
	return withoutUnusedBuffers(withRuntimeVersion(rewritten));
}

function codeIndex({ codes }: ModelDraft, code: OperatorCode): number {
	const known = codes.findIndex(
		(other) =>
			other.builtinCode === code.builtinCode &&
			other.deprecatedBuiltinCode === code.deprecatedBuiltinCode &&
			other.customCode === code.customCode &&
			other.version === code.version,
	);
	return known >= 0 ? known : codes.push(code) - 1;
}
