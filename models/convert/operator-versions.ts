import type { DraftOperator } from "./draft.ts";

/** The first TFLite runtime that knows an operator in a version (LiteRT, tflite/converter/tools/versioning/runtime_version.cc). */
const SINCE: Readonly<Record<string, string>> = {
	"ADD 1": "1.5.0",
	"AVERAGE_POOL_2D 1": "1.5.0",
	"CONCATENATION 1": "1.5.0",
	"CONV_2D 1": "1.5.0",
	"DEPTHWISE_CONV_2D 1": "1.5.0",
	"DEPTHWISE_CONV_2D 2": "1.12.0",
	"ELU 1": "1.14.0",
	"FULLY_CONNECTED 1": "1.5.0",
	"FULLY_CONNECTED 5": "2.0.0",
	"LEAKY_RELU 1": "1.13.1",
	"LOGISTIC 1": "1.14.0",
	"MAXIMUM 1": "1.14.0",
	"MAX_POOL_2D 1": "1.5.0",
	"MEAN 1": "1.6.0",
	"MINIMUM 1": "1.14.0",
	"MUL 1": "1.5.0",
	"PAD 1": "1.5.0",
	"PRELU 1": "1.8.0",
	"REDUCE_MAX 1": "1.11.0",
	"RELU 1": "1.5.0",
	"RELU6 1": "1.5.0",
	"RESHAPE 1": "1.5.0",
	"RESIZE_NEAREST_NEIGHBOR 1": "1.13.1",
	"SLICE 1": "1.14.0",
	"SOFTMAX 1": "1.5.0",
	"SUB 1": "1.6.0",
	"TANH 1": "1.14.0",
	"TRANSPOSE 1": "1.6.0",
};

/** The first TFLite runtime that knows all of the operators, like `1.14.0`. Throws for an operator the converter does not write. */
export function minimumRuntime(operators: readonly DraftOperator[]): string {
	const versions = operators.map(({ operator, version }) => {
		const since = SINCE[`${operator} ${version}`];
		if (since === undefined) {
			throw new Error(`No runtime is known for ${operator} ${version}.`);
		}
		return since.split(".").map(Number);
	});
	return versions.reduce(later, [0, 0, 0]).join(".");
}

function later(a: readonly number[], b: readonly number[]): number[] {
	const i = a.findIndex((part, position) => part !== b[position]);
	return [...(i >= 0 && (a[i] ?? 0) < (b[i] ?? 0) ? b : a)];
}
