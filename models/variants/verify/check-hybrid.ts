import type { BuiltinOperator } from "../../tflite/types.ts";
import { INT8_OPERATORS } from "../int8-operators.ts";
import { checkWeights } from "./check-weights.ts";
import {
	type CheckedOperator,
	type CheckedTensor,
	isQuantized,
	violation,
} from "./quantized-operator.ts";
import type { Violation } from "./violation.ts";

/** What a kernel asks of int8 weights beside float data; versions by LiteRT, op_version.cc. */
type HybridRule = {
	readonly weights: number;
	readonly bias: number | undefined;
	readonly axis: number | null;
	readonly perTensor: { readonly version: number } | undefined;
	readonly perAxisVersion: number;
	readonly asymmetricVersion: number;
};

const HYBRID: Readonly<Record<string, HybridRule>> = {
	CONV_2D: {
		weights: 1,
		bias: 2,
		axis: 0,
		perTensor: { version: 2 },
		perAxisVersion: 5,
		asymmetricVersion: 1,
	},
	DEPTHWISE_CONV_2D: {
		weights: 1,
		bias: 2,
		axis: 3,
		perTensor: undefined,
		perAxisVersion: 4,
		asymmetricVersion: 1,
	},
	FULLY_CONNECTED: {
		weights: 1,
		bias: 2,
		axis: null,
		perTensor: { version: 3 },
		perAxisVersion: 3,
		asymmetricVersion: 9,
	},
	BATCH_MATMUL: {
		weights: 1,
		bias: undefined,
		axis: null,
		perTensor: { version: 1 },
		perAxisVersion: 1,
		asymmetricVersion: 4,
	},
};

/** Recurrent operators and look-ups take int8 weights beside floats, by rules that are not checked. */
const UNCHECKED: ReadonlySet<string | undefined> = new Set([
	"LSTM",
	"UNIDIRECTIONAL_SEQUENCE_LSTM",
	"BIDIRECTIONAL_SEQUENCE_LSTM",
	"RNN",
	"UNIDIRECTIONAL_SEQUENCE_RNN",
	"BIDIRECTIONAL_SEQUENCE_RNN",
	"SVDF",
	"EMBEDDING_LOOKUP",
]);

/** Checks an operator that computes in floats: it reads float constants, or int8 weights that its kernel takes. */
export function* checkHybrid(operator: CheckedOperator): Iterable<Violation> {
	yield* checkHalves(operator);
	const { builtin, inputs } = operator;
	const float = [...inputs, ...operator.outputs].some(
		(tensor) => tensor?.type === "FLOAT32",
	);
	const stored = inputs.filter(
		(tensor) => tensor?.isConstant && isQuantized(tensor),
	);
	if (!float || stored.length === 0 || UNCHECKED.has(builtin)) {
		return;
	}
	const rule = HYBRID[builtin ?? ""];
	const weights = rule && inputs[rule.weights];
	for (const tensor of stored) {
		if (tensor !== weights) {
			yield violation(operator, "element-types", {
				tensor,
				found: `${tensor?.type} beside FLOAT32`,
				expected: "FLOAT32, or DEQUANTIZE in between",
			});
		}
	}
	if (rule !== undefined && weights !== undefined && isQuantized(weights)) {
		yield* checkRule(operator, rule, weights);
	}
}

/** float16 goes into DEQUANTIZE only: other kernels read its bits as something else. */
function* checkHalves(operator: CheckedOperator): Iterable<Violation> {
	const isKnown =
		INT8_OPERATORS[operator.builtin as BuiltinOperator] !== undefined;
	for (const tensor of isKnown ? operator.inputs : []) {
		if (tensor?.type === "FLOAT16") {
			yield violation(operator, "element-types", {
				tensor,
				found: "FLOAT16",
				expected: "FLOAT32, by a DEQUANTIZE in between",
			});
		}
	}
}

function* checkRule(
	operator: CheckedOperator,
	rule: HybridRule,
	weights: CheckedTensor,
): Iterable<Violation> {
	yield* checkWeights(operator, weights, rule.axis);
	const scales = weights.quantization?.scales.length ?? 0;
	const channels = weights.tensor.shape?.[rule.axis ?? 0] ?? 1;
	if (scales === 1 && channels > 1 && rule.perTensor === undefined) {
		yield violation(operator, "weight-axis", {
			tensor: weights,
			found: "one scale",
			expected: `${channels} scales along dimension ${rule.axis}; TensorFlow Lite 2.9.0 reads past a single one`,
		});
	}
	const needed = Math.max(
		scales === 1 ? (rule.perTensor?.version ?? 1) : rule.perAxisVersion,
		operator.options.asymmetricQuantizeInputs === true
			? rule.asymmetricVersion
			: 1,
	);
	if (operator.version < needed) {
		yield violation(operator, "needed-version", {
			found: `version ${operator.version}`,
			expected: `${needed} or more for int8 weights beside floats`,
		});
	}
	yield* checkFloatBias(operator, rule);
}

function* checkFloatBias(
	operator: CheckedOperator,
	rule: HybridRule,
): Iterable<Violation> {
	const bias = rule.bias === undefined ? undefined : operator.inputs[rule.bias];
	if (bias !== undefined && bias.type !== "FLOAT32") {
		yield violation(operator, "bias-type", {
			tensor: bias,
			found: bias.type,
			expected: "FLOAT32",
		});
	}
	if (bias === undefined && operator.builtin?.includes("CONV")) {
		yield violation(operator, "bias-missing", {
			found: "no bias",
			expected: "a bias, of zeros if need be",
		});
	}
}
