import { createOptions } from "../tflite/index.ts";
import {
	type Conversion,
	type Converted,
	imageShape,
	sole,
} from "./converter.ts";
import { constant, following } from "./draft.ts";
import { allowOnly, configPair, type Layer, refuse, show } from "./layer.ts";

/** Rows above and below, columns left and right. */
type Borders = readonly [readonly [number, number], readonly [number, number]];

/** ZeroPadding2D: PAD. */
export function convertZeroPadding2D(conversion: Conversion): Converted {
	const { layer, input, name } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	const [height, width, channels] = imageShape(conversion);
	const [rows, columns] = configBorders(layer, "padding", 1);
	const paddings = constant(
		`${layer.name}/paddings`,
		[4, 2],
		Int32Array.of(0, 0, ...rows, ...columns, 0, 0),
	);
	return sole({
		operator: "PAD",
		version: 1,
		inputs: [input, paddings],
		output: following(input, name, [
			height + rows[0] + rows[1],
			width + columns[0] + columns[1],
			channels,
		]),
		options: createOptions("PadOptions"),
	});
}

/** Cropping2D: SLICE, with the batch left open. */
export function convertCropping2D(conversion: Conversion): Converted {
	const { layer, input, name } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	const [height, width, channels] = imageShape(conversion);
	const [rows, columns] = configBorders(layer, "cropping", 0);
	const size = [
		height - rows[0] - rows[1],
		width - columns[0] - columns[1],
	] as const;
	if (size[0] < 1 || size[1] < 1) {
		refuse(
			layer,
			`its cropping ${show([rows, columns])} leaves nothing of its input of ${height} x ${width}`,
		);
	}
	const begin = Int32Array.of(0, rows[0], columns[0], 0);
	const extent = Int32Array.of(-1, ...size, channels);
	return sole({
		operator: "SLICE",
		version: 1,
		inputs: [
			input,
			constant(`${layer.name}/begin`, [4], begin),
			constant(`${layer.name}/size`, [4], extent),
		],
		output: following(input, name, [...size, channels]),
		options: createOptions("SliceOptions"),
	});
}

/**
 * UpSampling2D: RESIZE_NEAREST_NEIGHBOR. Bilinear interpolation is refused, since TensorFlow.js and Keras place the
 * pixels differently.
 */
export function convertUpSampling2D(conversion: Conversion): Converted {
	const { layer, input, name } = conversion;
	allowOnly(layer, "data_format", ["channels_last"]);
	allowOnly(layer, "interpolation", ["nearest"]);
	const [height, width, channels] = imageShape(conversion);
	const [rows, columns] = configPair(layer, "size", [2, 2]);
	const size = [height * rows, width * columns] as const;
	return sole({
		operator: "RESIZE_NEAREST_NEIGHBOR",
		version: 1,
		inputs: [input, constant(`${layer.name}/size`, [2], Int32Array.from(size))],
		output: following(input, name, [...size, channels]),
		options: createOptions("ResizeNearestNeighborOptions"),
	});
}

/** One number for all sides, one for rows and one for columns, or one for each side. */
function configBorders(layer: Layer, key: string, fallback: number): Borders {
	const value = layer.config[key] ?? fallback;
	const [rows, columns, ...rest] = Array.isArray(value)
		? value
		: [value, value];
	const sides = [rows, columns].map((side) =>
		Array.isArray(side) ? side : [side, side],
	);
	return rest.length === 0 &&
		sides.every((side) => side.length === 2 && side.every(isCount))
		? (sides as unknown as Borders)
		: refuse(
				layer,
				`its ${key} is ${show(value)}, not whole numbers for [[top, bottom], [left, right]]`,
			);
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}
