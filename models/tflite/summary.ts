import { operatorCode, operatorName } from "./operators.ts";
import {
	affineQuantization,
	elementBits,
	tensorData,
	tensorSizeBytes,
} from "./tensors.ts";
import { decodeText } from "./text.ts";
import type { Model, Operator, SubGraph, Tensor } from "./types.ts";

/** What `summarizeModel` gives. */
export type ModelSummary = ReturnType<typeof summarizeModel>;

const RUNTIME_VERSION = "min_runtime_version";
const NOT_PARAMETERS = ["INT32", "INT64", "UINT32", "BOOL", "STRING"];

/**
 * What there is to say about a model, as plain data ready for JSON: its head, its subgraphs with operators and tensors,
 * and totals. Sizes are in bytes.
 */
export function summarizeModel(model: Model) {
	return {
		description: model.description,
		version: model.version,
		minRuntimeVersion: minRuntimeVersion(model),
		metadata: (model.metadata ?? []).map(({ name = "", buffer }) => ({
			name,
			sizeBytes: model.buffers?.[buffer]?.data?.byteLength ?? 0,
		})),
		appendedBytes: model.appended?.byteLength ?? 0,
		signatures: (model.signatureDefs ?? []).map((signature) => ({
			key: signature.signatureKey ?? "",
			subgraph: signature.subgraphIndex,
			inputs: signature.inputs ?? [],
			outputs: signature.outputs ?? [],
		})),
		subgraphs: (model.subgraphs ?? []).map((subgraph) => ({
			name: subgraph.name,
			inputs: subgraph.inputs ?? [],
			outputs: subgraph.outputs ?? [],
			operators: (subgraph.operators ?? []).map((operator) =>
				summarizeOperator(model, operator),
			),
			tensors: summarizeTensors(model, subgraph),
		})),
		totals: totals(model),
	};
}

/** The least runtime version that the converter thought the model needs, as its metadata says (older converters: always 1.5.0). */
function minRuntimeVersion(model: Model): string | undefined {
	const entry = model.metadata?.find(({ name }) => name === RUNTIME_VERSION);
	const data = entry && model.buffers?.[entry.buffer]?.data;
	return data && decodeText(data).replace(/\0.*$/s, "");
}

function summarizeOperator(model: Model, operator: Operator) {
	const { builtinOptions, builtinOptions2, customOptions } = operator;
	return {
		name: operatorName(model, operator),
		version: operatorCode(model, operator)?.version,
		inputs: operator.inputs ?? [],
		outputs: operator.outputs ?? [],
		options: {
			...plainFields(builtinOptions?.value),
			...plainFields(builtinOptions2?.value),
		},
		customOptionsBytes: customOptions?.byteLength,
	};
}

function summarizeTensors(model: Model, subgraph: SubGraph) {
	const inputs = new Set(subgraph.inputs);
	const outputs = new Set(subgraph.outputs);
	return (subgraph.tensors ?? []).map((tensor, index) => {
		const stored = tensorData(model, tensor)?.byteLength;
		return {
			name: tensor.name ?? "",
			type: tensor.type,
			shape: tensor.shape ?? [],
			shapeSignature: tensor.shapeSignature,
			role: roleOf(tensor, {
				input: inputs.has(index),
				output: outputs.has(index),
				constant: stored !== undefined || tensor.externalBuffer !== 0,
			}),
			sizeBytes: stored ?? tensorSizeBytes(tensor),
			buffer: tensor.buffer,
			quantization: summarizeQuantization(tensor),
		};
	});
}

function roleOf(
	{ isVariable }: Tensor,
	is: {
		readonly input: boolean;
		readonly output: boolean;
		readonly constant: boolean;
	},
) {
	if (is.input) return is.output ? "input, output" : "input";
	if (is.output) return "output";
	if (is.constant) return "constant";
	return isVariable ? "variable" : "computed";
}

function summarizeQuantization(tensor: Tensor) {
	const affine = affineQuantization(tensor);
	const details = tensor.quantization?.details?.type;
	return affine || details ? { ...affine, details } : undefined;
}

function totals(model: Model) {
	const constants = storedConstants(model);
	const parameters = constants
		.filter(isParameter)
		.reduce((sum, constant) => sum + elementsOf(constant), 0);
	const read = constants.map(({ operator, bytes }) => ({
		name: operator,
		constants: 1,
		sizeBytes: bytes,
	}));
	const typed = constants.map(({ tensor, bytes }) => ({
		name: String(tensor.type),
		constants: 1,
		sizeBytes: bytes,
	}));
	return {
		parameters,
		byOperator: sumByName([...read, ...customOptions(model)]),
		byType: sumByName(typed),
	};
}

type SizeSum = {
	readonly name: string;
	readonly constants: number;
	readonly sizeBytes: number;
};

type Constant = {
	readonly tensor: Tensor;
	readonly bytes: number;
	readonly operator: string;
};

/** Each stored buffer once, with its first tensor and the first operator that reads it. */
function storedConstants(model: Model): readonly Constant[] {
	const constants = new Map<number, Constant>();
	for (const subgraph of model.subgraphs ?? []) {
		const readers = firstReaders(model, subgraph);
		for (const [index, tensor] of (subgraph.tensors ?? []).entries()) {
			const bytes = tensorData(model, tensor)?.byteLength;
			if (bytes !== undefined && !constants.has(tensor.buffer)) {
				const operator = readers.get(index) ?? "none";
				constants.set(tensor.buffer, { tensor, bytes, operator });
			}
		}
	}
	return [...constants.values()];
}

function firstReaders(model: Model, subgraph: SubGraph): Map<number, string> {
	const readers = new Map<number, string>();
	for (const operator of subgraph.operators ?? []) {
		const name = operatorName(model, operator);
		for (const input of operator.inputs ?? []) {
			if (!readers.has(input)) {
				readers.set(input, name);
			}
		}
	}
	return readers;
}

// Whole numbers without a scale are shapes, axes and the like; biases of quantized layers have one.
function isParameter({ tensor }: Constant): boolean {
	return (
		affineQuantization(tensor) !== undefined ||
		!NOT_PARAMETERS.includes(String(tensor.type))
	);
}

// Counted by the bytes, which are there, not by the shape, which a damaged file may have wrong.
function elementsOf({ tensor, bytes }: Constant): number {
	return Math.floor((bytes * 8) / (elementBits(tensor.type) ?? Infinity));
}

function customOptions(model: Model): readonly SizeSum[] {
	const operators = (model.subgraphs ?? []).flatMap(
		(subgraph) => subgraph.operators ?? [],
	);
	return operators.flatMap((operator) => {
		const sizeBytes = operator.customOptions?.byteLength ?? 0;
		const name = operatorName(model, operator);
		return sizeBytes === 0 ? [] : [{ name, constants: 0, sizeBytes }];
	});
}

/** The sums of equal names, the largest first. */
function sumByName(parts: readonly SizeSum[]): readonly SizeSum[] {
	const sums = new Map<string, SizeSum>();
	for (const { name, constants, sizeBytes } of parts) {
		const sum = sums.get(name) ?? { name, constants: 0, sizeBytes: 0 };
		sums.set(name, {
			name,
			constants: sum.constants + constants,
			sizeBytes: sum.sizeBytes + sizeBytes,
		});
	}
	return [...sums.values()].toSorted(
		(one, other) => other.sizeBytes - one.sizeBytes,
	);
}

function plainFields(value: object = {}): Readonly<Record<string, unknown>> {
	const entries = Object.entries(value).map(([name, field]) => [
		name,
		plain(field),
	]);
	return Object.fromEntries(entries);
}

function plain(value: unknown): unknown {
	if (typeof value === "bigint") {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : String(value);
	}
	if (value instanceof Uint8Array) {
		return { sizeBytes: value.byteLength };
	}
	return Array.isArray(value) ? value.map(plain) : value;
}
