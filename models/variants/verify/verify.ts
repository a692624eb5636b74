import type { BuiltinOperator, Model } from "../../tflite/types.ts";
import { ACCEPTED_VERSIONS } from "../accepted-versions.ts";
import { checkConversion } from "./check-conversion.ts";
import { checkHybrid } from "./check-hybrid.ts";
import { checkInt8 } from "./check-int8.ts";
import {
	type CheckedOperator,
	checkedOperators,
	isQuantized,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

/**
 * Checks a finished model, ours or another's, against the rules of 8-bit quantization and the native runtime: what breaks
 * them mostly runs without an error and computes something else. Expects a model in which `validateModel` finds nothing.
 * A file of the older format, which computes in uint8 with rules of its own, gets one violation that says so.
 */
export function verifyModel(model: Model): readonly Violation[] {
	const operators = (model.subgraphs ?? []).flatMap((graph, subgraph) =>
		checkedOperators(model, graph, subgraph),
	);
	const versions = operators.flatMap((operator) => [
		...checkAccepted(operator),
	]);
	const legacy = operators.filter(computesInUint8);
	const [first] = legacy;
	if (first !== undefined) {
		return [
			...versions,
			violation(first, "legacy-uint8", {
				found: `${legacy.length} operators that compute in uint8, the format of quantization-aware training before 2019`,
				expected: "int8; the rules of that format are not checked",
			}),
		];
	}
	return [
		...versions,
		...operators.flatMap((operator) => [...checkOperator(operator)]),
	];
}

function checkOperator(operator: CheckedOperator): Iterable<Violation> {
	const { builtin, inputs, outputs } = operator;
	if (builtin === undefined) {
		return [];
	}
	if (builtin === "QUANTIZE" || builtin === "DEQUANTIZE") {
		return checkConversion(operator);
	}
	const isValue = (tensor: (typeof inputs)[number]) =>
		tensor?.isConstant === false && isQuantized(tensor);
	return inputs.some(isValue) || outputs.some(isQuantized)
		? checkInt8(operator)
		: checkHybrid(operator);
}

function* checkAccepted(operator: CheckedOperator): Iterable<Violation> {
	const { builtin, version } = operator;
	if (builtin === undefined) {
		return;
	}
	const accepted = ACCEPTED_VERSIONS[builtin as BuiltinOperator];
	if (accepted === undefined) {
		yield violation(operator, "accepted-version", {
			found: `${builtin}, which TensorFlow Lite 2.9.0 does not have`,
			expected: "an operator it has",
		});
	} else if (version < accepted[0] || version > accepted[1]) {
		yield violation(operator, "accepted-version", {
			found: `version ${version}`,
			expected: `${accepted[0]} to ${accepted[1]}, as TensorFlow Lite 2.9.0 takes it`,
		});
	}
}

function computesInUint8({
	builtin,
	inputs,
	outputs,
}: CheckedOperator): boolean {
	return (
		builtin !== undefined &&
		builtin !== "QUANTIZE" &&
		builtin !== "DEQUANTIZE" &&
		[...inputs, ...outputs].some(
			(tensor) => tensor?.type === "UINT8" && isQuantized(tensor),
		)
	);
}
