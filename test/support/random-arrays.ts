import type { BuiltinOperator } from "../../models/tflite/types.ts";
import { options } from "./graph-builder.ts";
import {
	integers,
	noise,
	pick,
	type Step,
	type Steps,
	whole,
} from "./random-draw.ts";

/** Operators that move, cut, join and stretch arrays. */
export const ARRAY_STEPS: Steps = {
	concat: ({ graph, random, values }, value) => {
		const head = value.shape.slice(0, -1).join();
		const others = values.filter(
			({ shape }) =>
				shape.length === value.shape.length &&
				shape.slice(0, -1).join() === head,
		);
		const parts = [
			value,
			pick(random, others),
			...(random() < 0.2 ? [noise(graph, random, value.shape, 1)] : []),
		];
		const depth = parts.reduce(
			(sum, { shape }) => sum + (shape.at(-1) ?? 0),
			0,
		);
		return graph.add({
			operator: "CONCATENATION",
			inputs: parts,
			outputs: [[...value.shape.slice(0, -1), depth]],
			options: options("ConcatenationOptions", {
				axis: random() < 0.5 ? -1 : value.shape.length - 1,
			}),
		});
	},
	pad: ({ graph, random }, value) => {
		if (value.shape.length !== 4 || (value.shape[1] ?? 0) > 12) {
			return undefined;
		}
		const sides = [0, 0, whole(random, 3), 1, 1, whole(random, 2), 0, 0];
		const paddings = graph.constant([4, 2], Int32Array.from(sides));
		const shape = value.shape.map(
			(length, axis) =>
				length + (sides[2 * axis] ?? 0) + (sides[2 * axis + 1] ?? 0),
		);
		return random() < 0.5
			? graph.add({
					operator: "PAD",
					inputs: [value, paddings],
					outputs: [shape],
					options: options("PadOptions"),
				})
			: graph.add({
					operator: "PADV2",
					inputs: [value, paddings, graph.constant([1], [random() * 2 - 1])],
					outputs: [shape],
					options: options("PadV2Options"),
				});
	},
	reshape: ({ graph, random }, value) => {
		const count = value.shape.reduce((product, length) => product * length, 1);
		if (count > 600) {
			return undefined;
		}
		const depth = value.shape.at(-1) ?? 1;
		const shape = pick(random, [
			[1, count],
			[1, count / depth, depth],
			[1, 1, count / depth, depth],
		]);
		return graph.add({
			operator: "RESHAPE",
			inputs: [value, integers(graph, shape)],
			outputs: [shape],
			options: options("ReshapeOptions", { newShape: shape }),
		});
	},
	expand: ({ graph }, value) =>
		value.shape.length > 3
			? undefined
			: graph.add({
					operator: "EXPAND_DIMS",
					inputs: [value, integers(graph, [1])],
					outputs: [[1, 1, ...value.shape.slice(1)]],
					options: options("ExpandDimsOptions"),
				}),
	resizeBilinear: resize("RESIZE_BILINEAR", "ResizeBilinearOptions"),
	resizeNearest: resize(
		"RESIZE_NEAREST_NEIGHBOR",
		"ResizeNearestNeighborOptions",
	),
	split: ({ graph }, value) => {
		const depth = value.shape.at(-1) ?? 1;
		const parts = depth % 2 === 0 ? 2 : 1;
		const part = [...value.shape.slice(0, -1), depth / parts];
		return graph.add({
			operator: "SPLIT",
			inputs: [
				graph.constant([], Int32Array.of(value.shape.length - 1)),
				value,
			],
			outputs: Array.from({ length: parts }, () => part),
			options: options("SplitOptions", { numSplits: parts }),
		});
	},
	pack: ({ graph, random }, value) => {
		if (value.shape.length !== 3) {
			return undefined;
		}
		return graph.add({
			operator: "PACK",
			inputs: [
				value,
				random() < 0.5 ? value : noise(graph, random, value.shape, 1),
			],
			outputs: [[1, 2, ...value.shape.slice(1)]],
			options: options("PackOptions", { valuesCount: 2, axis: 1 }),
		});
	},
	transpose: ({ graph, random }, value) => {
		if (value.shape.length !== 4) {
			return undefined;
		}
		const order = pick(random, [
			[0, 2, 1, 3],
			[0, 3, 1, 2],
			[0, 1, 3, 2],
		]);
		return graph.add({
			operator: "TRANSPOSE",
			inputs: [value, integers(graph, order)],
			outputs: [order.map((axis) => value.shape[axis] ?? 1)],
			options: options("TransposeOptions"),
		});
	},
	stridedSlice: ({ graph }, value) => {
		if (value.shape.length !== 4) {
			return undefined;
		}
		const [, height = 1, width = 1, depth = 1] = value.shape;
		const end = [1, height, Math.max(width - 1, 1), depth];
		return graph.add({
			operator: "STRIDED_SLICE",
			inputs: [
				value,
				integers(graph, [0, 0, 0, 0]),
				integers(graph, end),
				integers(graph, [1, 2, 1, 1]),
			],
			outputs: [[1, Math.ceil(height / 2), Math.max(width - 1, 1), depth]],
			options: options("StridedSliceOptions", {}),
		});
	},
};

function resize(
	operator: BuiltinOperator,
	type: "ResizeBilinearOptions" | "ResizeNearestNeighborOptions",
): Step {
	return ({ graph, random }, value) => {
		const [, height = 0, width = 0, depth = 0] = value.shape;
		if (value.shape.length !== 4 || Math.max(height, width) > 8) {
			return undefined;
		}
		const size = [height + 1 + whole(random, 4), width + whole(random, 5)];
		const halfPixelCenters = random() < 0.5;
		return graph.add({
			operator,
			version: halfPixelCenters ? 3 : 1,
			inputs: [value, integers(graph, size)],
			outputs: [[1, ...size, depth]],
			options: options(type, { halfPixelCenters }),
		});
	};
}
