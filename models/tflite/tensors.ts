import type { Model, Tensor, TensorType } from "./types.ts";

/** How the elements of a tensor type lie in a buffer: bits each (undefined: not of one size), and the array that views them, where there is one. */
type ElementFacts = {
	readonly bits: number | undefined;
	readonly array?: TensorArrayConstructor;
};

/** The values of a tensor, as the array of its type. */
export type TensorArray =
	| Float32Array
	| Float64Array
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| BigInt64Array
	| BigUint64Array;

type TensorArrayConstructor = {
	readonly BYTES_PER_ELEMENT: number;
	new (
		buffer: ArrayBufferLike,
		byteOffset: number,
		length: number,
	): TensorArray;
};

const ELEMENTS = {
	FLOAT32: { bits: 32, array: Float32Array },
	FLOAT16: { bits: 16, array: Uint16Array },
	INT32: { bits: 32, array: Int32Array },
	UINT8: { bits: 8, array: Uint8Array },
	INT64: { bits: 64, array: BigInt64Array },
	STRING: { bits: undefined },
	BOOL: { bits: 8, array: Uint8Array },
	INT16: { bits: 16, array: Int16Array },
	COMPLEX64: { bits: 64 },
	INT8: { bits: 8, array: Int8Array },
	FLOAT64: { bits: 64, array: Float64Array },
	COMPLEX128: { bits: 128 },
	UINT64: { bits: 64, array: BigUint64Array },
	RESOURCE: { bits: undefined },
	VARIANT: { bits: undefined },
	UINT32: { bits: 32, array: Uint32Array },
	UINT16: { bits: 16, array: Uint16Array },
	INT4: { bits: 4 },
	BFLOAT16: { bits: 16, array: Uint16Array },
	INT2: { bits: 2 },
	UINT4: { bits: 4 },
	FLOAT8_E4M3FN: { bits: 8, array: Uint8Array },
	FLOAT8_E5M2: { bits: 8, array: Uint8Array },
} as const satisfies Record<TensorType, ElementFacts>;

/** Affine quantization: real = (stored − zero point) · scale, one pair for the whole tensor or one for each slice along `dimension`. */
export type AffineQuantization = {
	readonly scales: readonly number[];
	readonly zeroPoints: readonly number[];
	readonly dimension: number;
};

/** The bits of one element of a tensor type; undefined for types without one size (strings, resources) and unknown ones. */
export function elementBits(type: TensorType | number): number | undefined {
	return elementFacts(type)?.bits;
}

/** How many elements a shape has: the product of its dimensions, 1 for a scalar (an empty or absent shape). */
export function elementCount(shape: readonly number[] = []): number {
	return shape.reduce((product, dimension) => product * dimension, 1);
}

/** The bytes a tensor's values take by its type and shape (sub-byte types are packed); undefined when its type has no one size. */
export function tensorSizeBytes(tensor: Tensor): number | undefined {
	const bits = elementBits(tensor.type);
	return bits === undefined
		? undefined
		: Math.ceil((elementCount(tensor.shape) * bits) / 8);
}

/**
 * The bytes of a constant tensor, as they lie in the file; undefined for a tensor that is computed, or kept in another
 * file. Buffer 0 stands for "no buffer".
 */
export function tensorData(
	model: Model,
	{ buffer }: Tensor,
): Uint8Array | undefined {
	const data = buffer === 0 ? undefined : model.buffers?.[buffer]?.data;
	return data !== undefined && data.byteLength > 0 ? data : undefined;
}

/** Whether a tensor's values stand in the file. */
export function isConstant(model: Model, tensor: Tensor): boolean {
	return tensorData(model, tensor) !== undefined;
}

/**
 * The values of a constant tensor as the array of its type: a view where the bytes are aligned, else a copy. FLOAT16 and
 * BFLOAT16 come as their 16 bits in a Uint16Array, BOOL and 8-bit floats as bytes. Undefined when the tensor is not
 * constant or its type has no array (strings, complex numbers, packed 2- and 4-bit integers).
 */
export function tensorValues(
	model: Model,
	tensor: Tensor,
): TensorArray | undefined {
	const data = tensorData(model, tensor);
	const array = elementFacts(tensor.type)?.array;
	if (data === undefined || array === undefined) {
		return undefined;
	}
	const bytes = array.BYTES_PER_ELEMENT;
	const aligned = data.byteOffset % bytes === 0 ? data : new Uint8Array(data);
	const count = Math.floor(data.byteLength / bytes);
	return new array(aligned.buffer, aligned.byteOffset, count);
}

/** The affine quantization of a tensor, or undefined when it has none (no scales). A missing zero point is 0. */
export function affineQuantization({
	quantization,
}: Tensor): AffineQuantization | undefined {
	const scales = quantization?.scale ?? [];
	if (quantization === undefined || scales.length === 0) {
		return undefined;
	}
	const zeroPoints = scales.map((_, index) =>
		Number(quantization.zeroPoint?.[index] ?? 0n),
	);
	return { scales, zeroPoints, dimension: quantization.quantizedDimension };
}

function elementFacts(type: TensorType | number): ElementFacts | undefined {
	return typeof type === "number" ? undefined : ELEMENTS[type];
}
