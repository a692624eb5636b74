import { BUILTIN_OPERATORS } from "./schema/builtin-operators.ts";
import type {
	BuiltinOperator,
	Model,
	Operator,
	OperatorCode,
} from "./types.ts";

const LAST_DEPRECATED_CODE = 127;

/**
 * Which builtin operator a code means: the greater of its two numbers, since older files fill only
 * `deprecatedBuiltinCode`, and newer ones cap it at 127 (schema.fbs, OperatorCode). A number when the schema has no name for it.
 */
export function builtinCode(code: OperatorCode): BuiltinOperator | number {
	const newer = builtinNumber(code.builtinCode);
	const number = Math.max(newer, code.deprecatedBuiltinCode);
	return BUILTIN_OPERATORS[number] ?? number;
}

/** An operator code for a builtin operator, with both of its numbers. */
export function builtinOperatorCode(
	operator: BuiltinOperator,
	version: number,
): OperatorCode {
	const number = builtinNumber(operator);
	return {
		deprecatedBuiltinCode: Math.min(number, LAST_DEPRECATED_CODE),
		builtinCode: operator,
		version,
	};
}

/** The code of an operator, or undefined when the operator's index is out of range. */
export function operatorCode(
	model: Model,
	operator: Operator,
): OperatorCode | undefined {
	return model.operatorCodes?.[operator.opcodeIndex];
}

/** The name of an operator: of the builtin, or the custom code of a custom operator; "UNKNOWN" and a number where there is no name. */
export function operatorName(model: Model, operator: Operator): string {
	const code = operatorCode(model, operator);
	if (code === undefined) {
		return `UNKNOWN opcode ${operator.opcodeIndex}`;
	}
	const builtin = builtinCode(code);
	if (builtin === "CUSTOM") {
		return code.customCode ?? builtin;
	}
	return typeof builtin === "number" ? `UNKNOWN builtin ${builtin}` : builtin;
}

function builtinNumber(code: BuiltinOperator | number): number {
	return typeof code === "number" ? code : BUILTIN_OPERATORS.indexOf(code);
}
