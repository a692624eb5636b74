import type { Variant } from "../../plan/axes.ts";
import type { Model } from "../tflite/types.ts";
import { requireIntegers } from "./edgetpu.ts";
import { requireFloatWeights } from "./float-weights.ts";
import { toFloat16 } from "./float16.ts";

/** Raise it when a change to a pass, the converter or the encoder gives other bytes: artifacts made before are then no longer found. */
export const RECIPE_VERSION = 1;

/** A step of a recipe. Pure; throws a Refusal where the model is not one it can work on. */
export type Pass = (model: Model) => Model;

/**
 * The recipe of each variant: the passes that make it from the float32 file, or from the file the user brought; what
 * comes of those of `edgetpu` is compiled. `source` is no .tflite file.
 */
export const RECIPES: Readonly<
	Record<Exclude<Variant, "source">, readonly Pass[]>
> = {
	"as-is": [],
	float32: [requireFloatWeights],
	float16: [requireFloatWeights, toFloat16],
	edgetpu: [requireIntegers],
};
