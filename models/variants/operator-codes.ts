import { builtinCode, builtinOperatorCode } from "../tflite/index.ts";
import type { BuiltinOperator, Model } from "../tflite/types.ts";

/** A model that has an operator code, and the place of the code in it. */
export type CodedModel = { readonly model: Model; readonly index: number };

/** Finds the code of a builtin operator in one version, or adds it. */
export function withOperatorCode(
	model: Model,
	operator: BuiltinOperator,
	version: number,
): CodedModel {
	const codes = model.operatorCodes ?? [];
	const known = codes.findIndex(
		(code) => builtinCode(code) === operator && code.version === version,
	);
	if (known >= 0) {
		return { model, index: known };
	}
	return {
		model: {
			...model,
			operatorCodes: [...codes, builtinOperatorCode(operator, version)],
		},
		index: codes.length,
	};
}
