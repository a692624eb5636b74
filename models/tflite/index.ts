export { createOptions, createTable } from "./create.ts";
export {
	type DecodedModel,
	decodeModel,
	decodeModelWithNotes,
} from "./decode.ts";
export { encodeModel } from "./encode.ts";
export { type FormatFault, TfliteFormatError } from "./errors.ts";
export {
	builtinCode,
	builtinOperatorCode,
	operatorCode,
	operatorName,
} from "./operators.ts";
export type { TableName } from "./schema/schema.ts";
export { type ModelSummary, summarizeModel } from "./summary.ts";
export {
	type AffineQuantization,
	affineQuantization,
	elementBits,
	elementCount,
	isConstant,
	type TensorArray,
	tensorData,
	tensorSizeBytes,
	tensorValues,
} from "./tensors.ts";
export type * from "./types.ts";
export { type Problem, type Rule, validateModel } from "./validate.ts";
