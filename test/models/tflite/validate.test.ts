import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	builtinOperatorCode,
	createOptions,
	createTable,
	decodeModel,
	type Model,
	type Operator,
	type Problem,
	type SubGraph,
	type Tensor,
	validateModel,
} from "../../../models/tflite/index.ts";
import { sharedTfliteFiles } from "./files.ts";

for (const path of sharedTfliteFiles()) {
	test(`${path.split("/").at(-1)} breaks no rule`, () => {
		assert.equal(validateModel(decodeModel(readFileSync(path))), []);
	});
}

test("a small sound model breaks no rule", () => {
	assert.equal(validateModel(soundModel()), []);
});

test("data in buffer 0 is found", () => {
	const buffer = createTable("Buffer", { data: Uint8Array.of(1) });
	const [, ...rest] = soundModel().buffers ?? [];
	expectProblem(
		{ ...soundModel(), buffers: [buffer, ...rest] },
		"first-buffer",
		{
			path: "buffers[0]",
			problem: "it must be empty, but has 1 bytes.",
		},
	);
});

test("a tensor whose buffer does not exist is found", () => {
	expectProblem(withTensor({ buffer: 7 }), "tensor-buffer", {
		path: "subgraphs[0].tensors[1].buffer",
		problem: "there is no buffer 7.",
	});
});

test("a negative dimension is found", () => {
	expectProblem(withTensor({ shape: [-2, -2] }), "tensor-shape", {
		path: "subgraphs[0].tensors[1].shape",
		problem: "[-2, -2] has a negative dimension.",
	});
});

test("a constant of the wrong size is found, with both sizes", () => {
	expectProblem(withTensor({ shape: [3] }), "tensor-size", {
		path: "subgraphs[0].tensors[1]",
		problem: "FLOAT32 [3] needs 12 bytes, but buffer 1 has 16.",
	});
});

test("as many scales as the quantized dimension is long, or they are found", () => {
	const quantization = createTable("QuantizationParameters", {
		scale: [1, 1, 1],
		zeroPoint: [0n, 0n, 0n],
	});
	expectProblem(withTensor({ quantization }), "quantization", {
		path: "subgraphs[0].tensors[1].quantization",
		problem: "it has 3 scales for dimension 0 of [2, 2].",
	});
});

test("an operator without an operator code is found", () => {
	expectProblem(withOperator({ opcodeIndex: 4 }), "operator-code", {
		path: "subgraphs[0].operators[0].opcodeIndex",
		problem: "there is no operator code 4.",
	});
});

test("a tensor index out of range is found, where -1 stands for none", () => {
	expectProblem(withOperator({ inputs: [0, 1, -1, 9] }), "tensor-index", {
		path: "subgraphs[0].operators[0].inputs[3]",
		problem: "9 is not in -1 … 3.",
	});
});

test("an operator that reads what a later one writes is found, so a cycle is", () => {
	const [first, second] = soundModel().subgraphs?.[0]?.operators ?? [];
	if (first === undefined || second === undefined) {
		throw new Error("The sound model has two operators.");
	}
	expectProblem(
		withSubgraph({ operators: [second, first] }),
		"execution-order",
		{
			path: "subgraphs[0].operators[0].inputs",
			problem: "it reads tensor 2, which nothing has written by then.",
		},
	);
});

test("a tensor written twice, or an output never written, is found", () => {
	const problems = validateModel(withOperator({ outputs: [1] }));
	assert.equal(
		problems.map(({ path, problem }) => `${path}: ${problem}`),
		[
			"subgraphs[0].operators[0].outputs: it writes tensor 1, which has its value already.",
			"subgraphs[0].operators[1].inputs: it reads tensor 2, which nothing has written by then.",
		],
	);
});

test("options that name a missing subgraph are found", () => {
	const builtinOptions = createOptions("WhileOptions", {
		bodySubgraphIndex: 5,
	});
	expectProblem(withOperator({ builtinOptions }), "subgraph-index", {
		path: "subgraphs[0].operators[0].builtinOptions.bodySubgraphIndex[0]",
		problem: "5 is not in 0 … 0.",
	});
});

test("a signature that names a missing tensor is found", () => {
	const inputs = [createTable("TensorMap", { name: "x", tensorIndex: 8 })];
	const signatureDefs = [createTable("SignatureDef", { inputs })];
	expectProblem({ ...soundModel(), signatureDefs }, "signature", {
		path: "signatureDefs[0].inputs[0].tensorIndex",
		problem: "there is no tensor 8.",
	});
});

test("metadata that names a missing buffer is found", () => {
	const metadata = [createTable("Metadata", { name: "m", buffer: 3 })];
	expectProblem({ ...soundModel(), metadata }, "metadata", {
		path: "metadata[0].buffer",
		problem: "there is no buffer 3.",
	});
});

test("the number of problems is limited", () => {
	const inputs = Array.from({ length: 100 }, () => 50);
	assert.is(validateModel(withOperator({ inputs }), 10).length, 10);
});

function expectProblem(
	model: Model,
	rule: Problem["rule"],
	finding: { readonly path: string; readonly problem: string },
): void {
	const problems = validateModel(model).filter((one) => one.rule === rule);
	assert.equal(problems, [{ rule, ...finding }]);
}

/** Two operators in a row: 0 (input), 1 (constant) → 2 → 3 (output). */
function soundModel(): Model {
	const tensors = [{}, { buffer: 1, shape: [2, 2] }, {}, {}];
	const operators = [
		{ inputs: [0, 1], outputs: [2] },
		{ inputs: [2, -1], outputs: [3] },
	];
	const subgraph = createTable("SubGraph", {
		tensors: tensors.map((given) => createTable("Tensor", given)),
		operators: operators.map((given) => createTable("Operator", given)),
		inputs: [0],
		outputs: [3],
	});
	const data = new Uint8Array(16);
	return createTable("Model", {
		version: 3,
		operatorCodes: [builtinOperatorCode("ADD", 1)],
		subgraphs: [subgraph],
		buffers: [createTable("Buffer", {}), createTable("Buffer", { data })],
	});
}

function withSubgraph(changes: Partial<SubGraph>): Model {
	const model = soundModel();
	const subgraph = createTable("SubGraph", {
		...model.subgraphs?.[0],
		...changes,
	});
	return { ...model, subgraphs: [subgraph] };
}

function withTensor(changes: Partial<Tensor>): Model {
	const [input, constant, ...rest] = soundModel().subgraphs?.[0]?.tensors ?? [];
	const changed = createTable("Tensor", { ...constant, ...changes });
	return withSubgraph({
		tensors: [createTable("Tensor", { ...input }), changed, ...rest],
	});
}

function withOperator(changes: Partial<Operator>): Model {
	const [first, ...rest] = soundModel().subgraphs?.[0]?.operators ?? [];
	const changed = createTable("Operator", { ...first, ...changes });
	return withSubgraph({ operators: [changed, ...rest] });
}

test.run();
