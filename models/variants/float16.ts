import { halfBits } from "../../lib/half.ts";
import { createTable } from "../tflite/index.ts";
import type {
	Buffer,
	Model,
	Operator,
	SubGraph,
	Tensor,
} from "../tflite/types.ts";
import { withoutUnusedBuffers } from "./buffers.ts";
import { withOperatorCode } from "./operator-codes.ts";
import { Refusal } from "./refusal.ts";

/**
 * Stores every float32 constant that an operator reads as float16, and puts one DEQUANTIZE (version 3) before its first
 * reader; computation stays in float32. The tensor the operators read keeps its index; the constant of half the size is
 * a new tensor at the end. A constant that is itself a graph output stays as it is. These are the rules of the reference
 * converter (LiteRT, prepare_quantize_dynamic_range.cc and quantization_utils.cc, QuantizeTensorFloat16). Throws a
 * Refusal for a model without such constants.
 */
export function toFloat16(model: Model): Model {
	const { model: coded, index } = withOperatorCode(model, "DEQUANTIZE", 3);
	const halves = new HalfBuffers(model.buffers ?? []);
	const subgraphs = (model.subgraphs ?? []).map((graph) =>
		halveConstants(graph, halves, index),
	);
	if (halves.count === 0) {
		throw new Refusal(
			"it has no float32 weights that could be stored as float16",
		);
	}
	return withoutUnusedBuffers({ ...coded, subgraphs, buffers: halves.buffers });
}

function halveConstants(
	graph: SubGraph,
	halves: HalfBuffers,
	opcodeIndex: number,
): SubGraph {
	const tensors = [...(graph.tensors ?? [])];
	const operators: Operator[] = [];
	const settled = new Set(graph.outputs ?? []);
	for (const operator of graph.operators ?? []) {
		for (const index of operator.inputs ?? []) {
			const tensor = tensors[index];
			if (
				tensor === undefined ||
				settled.has(index) ||
				!halves.canHalve(tensor)
			) {
				continue;
			}
			settled.add(index);
			tensors.push({
				...tensor,
				type: "FLOAT16",
				buffer: halves.halve(tensor),
				quantization: undefined,
			});
			tensors[index] = {
				...tensor,
				name: `${tensor.name ?? index}_dequantize`,
				buffer: halves.placeholder(),
			};
			operators.push(
				createTable("Operator", {
					opcodeIndex,
					inputs: [tensors.length - 1],
					outputs: [index],
				}),
			);
		}
		operators.push(operator);
	}
	return { ...graph, tensors, operators };
}

/** The buffers of a model, to which those of half the size are added; constants that share one go on sharing it. */
class HalfBuffers {
	readonly buffers: Buffer[];
	readonly #halves = new Map<number, number>();

	constructor(buffers: readonly Buffer[]) {
		this.buffers = [...buffers];
	}

	/** How many buffers were halved. */
	get count(): number {
		return this.#halves.size;
	}

	/** Whether a tensor is a dense float32 constant. */
	canHalve(tensor: Tensor): boolean {
		return (
			tensor.type === "FLOAT32" &&
			!tensor.isVariable &&
			tensor.sparsity === undefined &&
			this.#bytes(tensor).length > 0
		);
	}

	/** Gives the buffer that holds a tensor's constant as float16. */
	halve(tensor: Tensor): number {
		const known = this.#halves.get(tensor.buffer);
		if (known !== undefined) {
			return known;
		}
		const bytes = this.#bytes(tensor);
		const values = new Float32Array(bytes.slice().buffer);
		const index = this.#add(new Uint8Array(halfBits(values).buffer));
		this.#halves.set(tensor.buffer, index);
		return index;
	}

	/** Adds the empty buffer that each tensor without a constant has of its own, as the reference converter writes it. */
	placeholder(): number {
		return this.#add(undefined);
	}

	#bytes(tensor: Tensor): Uint8Array {
		return this.buffers[tensor.buffer]?.data ?? new Uint8Array();
	}

	#add(data: Uint8Array | undefined): number {
		this.buffers.push(createTable("Buffer", { data }));
		return this.buffers.length - 1;
	}
}
