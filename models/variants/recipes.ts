import type { Variant } from "../../plan/axes.ts";
import type { Model } from "../tflite/types.ts";
import { toDynamicRange } from "./dynamic-range.ts";
import { requireFloatWeights } from "./float-weights.ts";
import { toFloat16 } from "./float16.ts";
import { type LeftOperator, quantizeInt8, type TensorRanges } from "./int8.ts";
import type { Int8Io } from "./int8-forms.ts";

/** Raise it when a change to a pass, the converter or the encoder gives other bytes: artifacts made before are then no longer found. */
export const RECIPE_VERSION = 2;

/** What the passes of calibrated variants need beside the model. */
export type PassContext = {
	/** The range of each tensor, by index; empty for a variant that is not calibrated. */
	readonly ranges: TensorRanges;
	/** The element type of the inputs and outputs of full-int8. */
	readonly io: "int8" | "uint8";
	/** Hears which operators of an int8 variant stay in floats. */
	readonly onLeft?: (left: readonly LeftOperator[]) => void;
};

/** A step of a recipe. Pure; throws a Refusal where the model is not one it can work on. */
export type Pass = (model: Model, context: PassContext) => Model;

/** A variant that passes make: `source` is no .tflite file, and `edgetpu` is compiled of another variant. */
export type PassedVariant = Exclude<Variant, "source" | "edgetpu">;

/** The recipe of each variant: the passes that make it from the float32 file, or from the file the user brought. */
export const RECIPES: Readonly<Record<PassedVariant, readonly Pass[]>> = {
	"as-is": [],
	float32: [requireFloatWeights],
	float16: [requireFloatWeights, toFloat16],
	"dynamic-range": [toDynamicRange],
	int8: [(model, context) => toInteger(model, context, "float32")],
	"full-int8": [(model, context) => toInteger(model, context, context.io)],
};

function toInteger(
	source: Model,
	{ ranges, onLeft }: PassContext,
	io: Int8Io,
): Model {
	const { model, left } = quantizeInt8(source, { ranges, io });
	onLeft?.(left);
	return model;
}
