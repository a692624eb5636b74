import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	decodeModel,
	encodeModel,
	type Model,
	operatorCode,
	operatorName,
	tensorValues,
} from "../../../models/tflite/index.ts";
import {
	type TensorRanges,
	toFullInt8,
} from "../../../models/variants/int8.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import { sharedModel } from "../../support/shared.ts";

const PAIRS = [
	["pretrainedResnet.tflite", "pretrainedResnet_quant.tflite"],
	["ad01_fp32.tflite", "ad01_int8.tflite"],
] as const;

for (const [floatName, int8Name] of PAIRS) {
	const floatPath = sharedModel(floatName);
	const int8Path = sharedModel(int8Name);
	if (floatPath === undefined || int8Path === undefined) {
		test.skip(`full-int8 of ${floatName} is as the converter's ${int8Name}`, () => {});
		console.log(`skipped: ${floatName} and ${int8Name} are not here`);
		continue;
	}
	const float = decodeModel(readFileSync(floatPath), floatName);
	const reference = decodeModel(readFileSync(int8Path), int8Name);
	const model = toFullInt8(float, storedRanges(reference), "int8");

	test(`full-int8 of ${floatName} has the operators of ${int8Name}, in their order and versions`, () => {
		assert.equal(operatorsOf(model), operatorsOf(reference));
	});

	test(`full-int8 of ${floatName} has the scales of ${int8Name}, and 99.99 % of its constants' values at least`, () => {
		let values = 0;
		let different = 0;
		for (const [index, wanted] of tensorsOf(reference).entries()) {
			const found = tensorsOf(model)[index];
			assert.is(found?.type, wanted.type);
			const scales = found?.quantization?.scale ?? [];
			for (const [place, scale] of (
				wanted.quantization?.scale ?? []
			).entries()) {
				const share = Math.abs((scales[place] ?? 0) / scale - 1);
				assert.ok(share < 1e-6, `${wanted.name}: scale ${place}`);
			}
			assert.equal(
				found?.quantization?.zeroPoint,
				wanted.quantization?.zeroPoint,
			);
			const stored = found && tensorValues(model, found);
			for (const [place, value] of (
				tensorValues(reference, wanted) ?? []
			).entries()) {
				values += 1;
				different += stored?.[place] === value ? 0 : 1;
			}
		}
		assert.ok(values > 70_000);
		assert.ok(different <= values * 1e-4, `${different} of ${values} differ`);
	});

	test(`full-int8 of ${floatName} has the size of ${int8Name}, to within a hundredth`, () => {
		const wanted = readFileSync(int8Path).length;
		const found = encodeModel(model).length;
		assert.ok(Math.abs(found / wanted - 1) < 0.01, `${found} and ${wanted}`);
	});
}

const CONVERTED = [
	"ad01_fp32.tflite",
	"ad01_int8.tflite",
	"hello_world_float.tflite",
	"keras_lstm_mnist_ptq.tflite",
	"kws_ref_model.tflite",
	"kws_ref_model_float32.tflite",
	"mnist_lstm_float.tflite",
	"mnist_lstm_int8.tflite",
	"pretrainedResnet.tflite",
	"pretrainedResnet_quant.tflite",
	"tf2_mobilenet_v2_1.0_224_ptq.tflite",
];
for (const name of CONVERTED) {
	const path = sharedModel(name);
	const title = `the converter's ${name} breaks no rule`;
	if (path === undefined) {
		test.skip(title, () => {});
		console.log(`skipped: ${name} is not here`);
	} else {
		test(title, () => {
			assert.equal(verifyModel(decodeModel(readFileSync(path), name)), []);
		});
	}
}

const legacy = sharedModel("mobilenet_v1_0.25_128_quant.tflite");
(legacy === undefined ? test.skip : test)(
	"a file that computes in uint8 gets one violation, which names the older format",
	() => {
		const model = decodeModel(readFileSync(legacy as string), "legacy");
		const violations = verifyModel(model);
		assert.equal(
			violations.map(({ rule }) => rule),
			["legacy-uint8"],
		);
		assert.match(violations[0]?.found ?? "", /^31 operators/);
	},
);

/** The ranges that a converter kept beside the scales. */
function storedRanges(model: Model): TensorRanges {
	return new Map(
		tensorsOf(model).flatMap(({ type, quantization }, index) => {
			const [[min], [max]] = [quantization?.min ?? [], quantization?.max ?? []];
			return type === "INT8" && min !== undefined && max !== undefined
				? [[index, { min, max }] as const]
				: [];
		}),
	);
}

function tensorsOf(model: Model) {
	return model.subgraphs?.[0]?.tensors ?? [];
}

function operatorsOf(model: Model): readonly unknown[] {
	return (model.subgraphs?.[0]?.operators ?? []).map((operator) => [
		operatorName(model, operator),
		operatorCode(model, operator)?.version,
		operator.inputs,
		operator.outputs,
		operator.builtinOptions,
	]);
}

test.run();
