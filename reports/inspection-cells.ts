import { printable } from "../lib/printable.ts";
import { formatCount } from "./format.ts";
import type {
	InspectedOperator,
	InspectedQuantization,
	InspectedSignature,
	InspectedSubgraph,
	InspectedTensor,
	NamedSize,
	SignatureTensor,
} from "./inspected.ts";
import { truncate } from "./text-layout.ts";

const WIDEST_CELL = 72;
const LONGEST_LIST = 24;

/** Tensors by position, type and shape: `8:INT8[16,3,3,3] 3:INT32[16]`. */
export function tensorList(
	{ tensors }: InspectedSubgraph,
	indices: readonly number[],
): string {
	return listText(indices, (index) => {
		const tensor = tensors[index];
		if (tensor === undefined) {
			return index === -1 ? "-" : `${index}:?`;
		}
		return `${index}:${typeText(tensor)}${listOf(tensor.shape)}`;
	});
}

/** The options of an operator: `padding=SAME strideW=1`. */
export function optionsText({
	options,
	customOptionsBytes,
}: InspectedOperator): string {
	const fields = Object.entries(options).map(
		([name, value]) => `${name}=${valueText(value)}`,
	);
	const custom =
		customOptionsBytes === undefined
			? []
			: [`custom options of ${bytesText(customOptionsBytes)}`];
	return [...fields, ...custom].join(" ");
}

function valueText(value: unknown): string {
	if (Array.isArray(value)) {
		return listOf(value);
	}
	if (typeof value === "string") {
		return cell(value);
	}
	return cell(
		typeof value === "object" ? JSON.stringify(value) : String(value),
	);
}

/** The element type of a tensor, or its number where it has no name. */
export function typeText({ type }: InspectedTensor): string {
	return typeof type === "number" ? `type ${type}` : type;
}

/** A shape, and its signature where that differs: `[1,28,28] of [-1,28,28]`. */
export function shapeText({ shape, shapeSignature }: InspectedTensor): string {
	const signature = listOf(shapeSignature ?? shape);
	const fixed = listOf(shape);
	return signature === fixed ? fixed : `${fixed} of ${signature}`;
}

/** How a tensor is quantized: `scale 0.0039, zero point -128`. */
export function quantizationText(quantization?: InspectedQuantization): string {
	const { scales = [], zeroPoints = [], details } = quantization ?? {};
	const kind = details === undefined ? "" : ` (${details})`;
	const points = new Set(zeroPoints);
	const zero =
		points.size === 1
			? `zero point ${zeroPoints[0]}`
			: `${points.size} different zero points`;
	if (scales.length < 2) {
		return scales.length === 0
			? kind.trim()
			: `scale ${numberText(scales[0])}, ${zero}${kind}`;
	}
	const { least, greatest } = range(scales);
	const span = `${numberText(least)} to ${numberText(greatest)}`;
	const axis = `along dimension ${quantization?.dimension ?? 0}`;
	return `${scales.length} scales ${axis}, ${span}, ${zero}${kind}`;
}

function range(values: readonly number[]) {
	let [least, greatest] = [Infinity, -Infinity];
	for (const value of values) {
		least = Math.min(least, value);
		greatest = Math.max(greatest, value);
	}
	return { least, greatest };
}

/** A signature on one line: its key, its subgraph, and which names stand for which tensors. */
export function signatureText(signature: InspectedSignature): string {
	const side = (tensors: readonly SignatureTensor[]) =>
		listText(
			tensors,
			({ name, tensorIndex }) => `${cell(name ?? "")}=${tensorIndex}`,
		);
	const { key, subgraph, inputs, outputs } = signature;
	return `${cell(key)}: subgraph ${subgraph}, ${side(inputs)} -> ${side(outputs)}`;
}

/** A name and its bytes. */
export function namedSize({ name, sizeBytes }: NamedSize): string {
	return `${cell(name)}, ${bytesText(sizeBytes)}`;
}

/** A number of bytes: `1,024 bytes`. */
export function bytesText(bytes: number): string {
	return `${formatCount(bytes)} bytes`;
}

function numberText(value = 0): string {
	return String(Number(value.toPrecision(6)));
}

function listOf(values: readonly unknown[]): string {
	const more = values.length > LONGEST_LIST ? `,…(${values.length})` : "";
	return `[${values.slice(0, LONGEST_LIST).join(",")}${more}]`;
}

function listText<Item>(
	items: readonly Item[],
	text: (item: Item) => string,
): string {
	const rest = items.length - LONGEST_LIST;
	const more = rest > 0 ? [`… and ${rest} more`] : [];
	return [...items.slice(0, LONGEST_LIST).map(text), ...more].join(" ");
}

/** Text from a file, fit for a terminal and short enough for a column. */
export function cell(text: string): string {
	const start = text.slice(0, 2 * WIDEST_CELL);
	// Bytes that are no UTF-8 come as lone surrogates.
	const wellFormed = start.replaceAll(/\p{Surrogate}/gu, "\ufffd");
	return truncate(printable(wellFormed), WIDEST_CELL);
}
