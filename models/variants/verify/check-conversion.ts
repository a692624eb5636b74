import {
	type CheckedOperator,
	type CheckedTensor,
	scaleText,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

const INTEGERS: ReadonlySet<string> = new Set(["INT8", "UINT8", "INT16"]);

/** Checks QUANTIZE and DEQUANTIZE: the types and scales on both sides, and the version these need. */
export function* checkConversion(
	operator: CheckedOperator,
): Iterable<Violation> {
	const [input] = operator.inputs;
	const [output] = operator.outputs;
	if (input === undefined || output === undefined) {
		return;
	}
	const quantizes = operator.builtin === "QUANTIZE";
	const [source, result] = quantizes
		? [isFloat(input) || isInteger(input), isInteger(output)]
		: [input.type === "FLOAT16" || isInteger(input), isFloat(output)];
	if (!source || !result) {
		yield violation(operator, "conversion", {
			found: `${sideText(input)} to ${sideText(output)}`,
			expected: quantizes
				? "FLOAT32, or integers with a scale, to integers with a scale"
				: "FLOAT16, or integers with a scale, to FLOAT32",
		});
	}
	const needed = quantizes ? quantizeVersion(output) : dequantizeVersion(input);
	if (operator.version < needed) {
		yield violation(operator, "needed-version", {
			found: `version ${operator.version}`,
			expected: `${needed} or more for ${sideText(input)} to ${sideText(output)}`,
		});
	}
}

// LiteRT, tflite/converter/tools/versioning/op_version.cc.
function quantizeVersion(output: CheckedTensor): number {
	return (output.quantization?.scales.length ?? 0) > 1
		? 3
		: output.type === "INT16"
			? 2
			: 1;
}

// The same source.
function dequantizeVersion({ type, quantization }: CheckedTensor): number {
	switch (type) {
		case "FLOAT16":
		case "INT16":
			return 3;
		case "INT8":
			return (quantization?.scales.length ?? 0) > 1 ? 5 : 2;
		default:
			return 1;
	}
}

function isFloat({ type }: CheckedTensor): boolean {
	return type === "FLOAT32";
}

function isInteger({ type, quantization }: CheckedTensor): boolean {
	return INTEGERS.has(type) && quantization !== undefined;
}

function sideText({ type, quantization }: CheckedTensor): string {
	return type === "FLOAT32" || type === "FLOAT16"
		? type
		: `${type} with ${scaleText(quantization)}`;
}
