// Slots of schema.fbs, in the order of their fields.
const MODEL_SUBGRAPHS = 2;
const SUBGRAPH_TENSORS = 0;
const TENSOR_SHAPE = 0;
const TENSOR_SHAPE_SIGNATURE = 7;

/**
 * A copy of a .tflite file in which no size is left open: `shape_signature` says -1 where a size may vary, and LiteRT.js
 * takes it for the size itself; TensorFlow Lite runs the model with `shape` unless it is resized, and so does this copy.
 * Bytes that are no such file are given back as they are.
 */
export function fixShapes(model: Uint8Array): Uint8Array {
	const fixed = Uint8Array.from(model);
	try {
		fixAll({ view: new DataView(fixed.buffer), left: fixed.length });
		return fixed;
	} catch (error) {
		if (error instanceof RangeError) {
			return model;
		}
		throw error;
	}
}

/** A file that is read, and how many elements of vectors may still be visited: a crafted file shares them among tables. */
type Reader = { readonly view: DataView; left: number };

// Every read is checked by the DataView, which throws a RangeError.
function fixAll(reader: Reader): void {
	const { view } = reader;
	const root = follow(view, 0);
	for (const subgraph of tablesOf(reader, root, MODEL_SUBGRAPHS)) {
		for (const tensor of tablesOf(reader, subgraph, SUBGRAPH_TENSORS)) {
			const shape = elementsOf(reader, tensor, TENSOR_SHAPE);
			const signature = elementsOf(reader, tensor, TENSOR_SHAPE_SIGNATURE);
			for (const [index, at] of signature.entries()) {
				const size = shape[index];
				if (view.getInt32(at, true) < 0 && size !== undefined) {
					view.setInt32(at, view.getInt32(size, true), true);
				}
			}
		}
	}
}

function tablesOf(
	reader: Reader,
	table: number,
	slot: number,
): readonly number[] {
	return elementsOf(reader, table, slot).map((at) => follow(reader.view, at));
}

/** Where the elements of a vector of 4 bytes each lie; none where the field is absent. */
function elementsOf(
	reader: Reader,
	table: number,
	slot: number,
): readonly number[] {
	const { view } = reader;
	const field = fieldOf(view, table, slot);
	if (field === undefined) {
		return [];
	}
	const vector = follow(view, field);
	const length = view.getUint32(vector, true);
	reader.left -= length;
	if (reader.left < 0 || length > (view.byteLength - vector) / 4 - 1) {
		throw new RangeError("the vectors are longer than the file");
	}
	return Array.from({ length }, (_, index) => vector + 4 * (index + 1));
}

// A table starts with the distance back to its vtable, which holds the place of each field in the table, 0 where absent.
function fieldOf(
	view: DataView,
	table: number,
	slot: number,
): number | undefined {
	const vtable = table - view.getInt32(table, true);
	const entry = 4 + 2 * slot;
	const offset =
		entry < view.getUint16(vtable, true)
			? view.getUint16(vtable + entry, true)
			: 0;
	return offset === 0 ? undefined : table + offset;
}

function follow(view: DataView, at: number): number {
	return at + view.getUint32(at, true);
}
