import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCompilerLog } from "../../../models/edgetpu/compiler-log.ts";
import { predictCompilation } from "../../../models/edgetpu/prediction.ts";
import { decodeModel, type TensorType } from "../../../models/tflite/index.ts";
import { operatorCounts } from "../../../plan/compilation.ts";
import { predictionText } from "../../../reports/edgetpu.ts";
import { compilerLog } from "../../support/edgetpu.ts";
import { sharedModel } from "../../support/shared.ts";
import { chainModel, createOptions, type Link } from "./chain-model.ts";

const IMAGE = [1, 8, 8, 16];
const MEBI = 1024 ** 2;

/** The MobileNet v2 of the document: its operators, and 2.71 MiB of weights. */
function mobileNet(io: TensorType) {
	const times = (count: number, link: Link) =>
		Array.from({ length: count }, () => link);
	const weightBytes = Math.round((2.71 * MEBI) / 53);
	const middle: Link[] = [
		...times(35, { operator: "CONV_2D", weightBytes }),
		...times(17, { operator: "DEPTHWISE_CONV_2D", weightBytes }),
		...times(10, { operator: "ADD" }),
		...times(5, { operator: "PAD", constant: [0, 0, 0, 1, 0, 1, 0, 0] }),
		{ operator: "MEAN", constant: [1, 2], shape: [1, 16] },
		{ operator: "FULLY_CONNECTED", weightBytes, shape: [1, 5] },
		{ operator: "SOFTMAX" },
	];
	const last = io === "FLOAT32" ? "DEQUANTIZE" : "QUANTIZE";
	return chainModel({ type: io, shape: IMAGE }, [
		{ operator: "QUANTIZE", type: "INT8" },
		...middle,
		{ operator: last, type: io },
	]);
}

function sorted<Row extends { readonly operator: string }>(
	rows: readonly Row[],
) {
	return rows.toSorted((a, b) => a.operator.localeCompare(b.operator));
}

function statusesOf(links: readonly Link[], shape: readonly number[] = IMAGE) {
	return predictCompilation(
		chainModel({ type: "INT8", shape }, links),
	).operators.map(({ operator, status }) => `${operator}: ${status}`);
}

test("what the compiler said of the document's two networks is what is predicted, word for word", () => {
	for (const [name, io] of [
		["float-io", "FLOAT32"],
		["integer-io", "UINT8"],
	] as const) {
		const said = parseCompilerLog(readFileSync(compilerLog(name), "utf8"));
		const predicted = predictCompilation(mobileNet(io));
		assert.equal(
			sorted(predicted.operators),
			sorted(said?.operators ?? []),
			name,
		);
		assert.is(predicted.onChipAvailableBytes, said?.onChipAvailableBytes);
	}
});

test("the document's memory comes out: 6.91 MiB on the chip, 2.71 MiB of it used, nothing off it", () => {
	const text = predictionText(predictCompilation(mobileNet("FLOAT32")));
	assert.match(text, /^Edge TPU: a prediction/);
	assert.match(text, /available for caching model parameters: 6\.91MiB\n/);
	assert.match(text, /used for caching model parameters: 2\.71MiB\n/);
	assert.match(text, /streaming uncached model parameters: 0\.00B\n/);
	assert.match(text, /will run on Edge TPU: 70\n.*will run on CPU: 2\n/);
});

test("weights beyond the chip's memory are predicted to be streamed", () => {
	const weightBytes = 8 * MEBI;
	const prediction = predictCompilation(
		chainModel({ type: "INT8", shape: IMAGE }, [
			{ operator: "CONV_2D", weightBytes },
		]),
	);
	assert.is(prediction.parameterBytes, weightBytes);
	const text = predictionText(prediction);
	assert.match(text, /used for caching model parameters: 6\.91MiB\n/);
	assert.match(text, /streaming uncached model parameters: 1\.09MiB\n/);
});

test("after an operator that must stay on the CPU, what depends on it stays there too", () => {
	assert.equal(
		statusesOf([
			{ operator: "RELU" },
			{ operator: "CUMSUM" },
			{ operator: "RELU6" },
			{ operator: "TANH", back: 3 },
		]),
		[
			"RELU: Mapped to Edge TPU",
			"CUMSUM: Operation not supported",
			"RELU6: More than one subgraph is not supported",
			"TANH: Mapped to Edge TPU",
		],
	);
});

test("an operator on the CPU before everything else costs itself alone", () => {
	assert.equal(statusesOf([{ operator: "CUMSUM" }, { operator: "RELU" }]), [
		"CUMSUM: Operation not supported",
		"RELU: Mapped to Edge TPU",
	]);
});

test("floats, open sizes and large outer dimensions are not mapped", () => {
	const floats = chainModel({ type: "FLOAT32", shape: IMAGE }, [
		{ operator: "RELU" },
	]);
	assert.match(
		JSON.stringify(predictCompilation(floats)),
		"unsupported data type",
	);
	assert.match(
		statusesOf([{ operator: "RELU", signature: [1, -1, 8, 16] }])[0] ?? "",
		"dynamic size",
	);
	assert.match(
		statusesOf([{ operator: "RELU", signature: [-1, 8, 8, 16] }])[0] ?? "",
		"Mapped",
	);
	assert.match(
		statusesOf([{ operator: "RELU" }], [2, 8, 8, 16])[0] ?? "",
		"unsupported rank",
	);
});

test("the documented limits of single operators hold", () => {
	const broken: readonly (readonly [Link, string])[] = [
		[
			{
				operator: "MAX_POOL_2D",
				options: createOptions("Pool2DOptions", {
					fusedActivationFunction: "RELU",
				}),
			},
			"fused activation",
		],
		[
			{
				operator: "CONV_2D",
				options: createOptions("Conv2DOptions", {
					dilationWFactor: 2,
					dilationHFactor: 1,
				}),
			},
			"dilation differs",
		],
		[{ operator: "SUM", constant: [0] }, "batch"],
		[{ operator: "MEAN", constant: [-1], shape: [1, 8, 8, 1] }, "Mapped"],
		[{ operator: "PAD", constant: [1, 0, 0, 0, 0, 0, 0, 0] }, "pads the batch"],
		[{ operator: "SOFTMAX" }, "not one-dimensional"],
	];
	for (const [link, expected] of broken) {
		assert.match(statusesOf([link])[0] ?? "", expected, link.operator);
	}
	const wide = [1, 16_001];
	assert.match(statusesOf([{ operator: "SOFTMAX" }], wide)[0] ?? "", "16,000");
	const odd = statusesOf(
		[{ operator: "MEAN", constant: [3], shape: [1, 8, 8, 1] }],
		[1, 8, 8, 6],
	);
	assert.match(odd[0] ?? "", "no multiple of 4");
});

test("real integer networks that run on Edge TPUs are predicted to map wholly", () => {
	for (const [name, operators] of [
		["tf2_mobilenet_v2_1.0_224_ptq.tflite", 68],
		["mobilenet_v1_0.25_128_quant.tflite", 31],
	] as const) {
		const path = sharedModel(name);
		if (path === undefined) {
			console.log("skipped: ../shared/models is absent");
			return;
		}
		const model = decodeModel(readFileSync(path), name);
		assert.equal(operatorCounts(predictCompilation(model)), {
			total: operators,
			mapped: operators,
		});
	}
});

test.run();
