import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { verifyFile } from "../../cli/inspect.ts";
import { UserError } from "../../lib/errors.ts";
import {
	createTable,
	decodeModel,
	encodeModel,
	type Model,
} from "../../models/tflite/index.ts";
import { sharedModel } from "../support/shared.ts";

test("--verify names what a file breaks, and finds nothing in a converter's own files", () => {
	const path = sharedModel("pretrainedResnet_quant.tflite");
	if (path === undefined) {
		console.log(
			"skipped: ../shared/models/pretrainedResnet_quant.tflite is absent",
		);
		return;
	}
	const bytes = readFileSync(path);
	assert.equal(verifyFile(bytes, path), []);
	const model = decodeModel(bytes);
	const graph = model.subgraphs?.[0];
	const tensors = graph?.tensors?.map((tensor) =>
		tensor.name === "Identity_int8"
			? {
					...tensor,
					quantization: createTable("QuantizationParameters", {
						scale: [0.5],
						zeroPoint: [0n],
					}),
				}
			: tensor,
	);
	const broken = { ...model, subgraphs: [{ ...graph, tensors }] } as Model;
	const violations = verifyFile(encodeModel(broken), "broken.tflite");
	assert.equal(
		violations.map(({ rule, tensor }) => ({ rule, tensor })),
		[{ rule: "fixed-output", tensor: "Identity_int8" }],
	);
});

test("a file that is no model cannot be verified", () => {
	assert.throws(
		() => verifyFile(Buffer.from("no model"), "x.tflite"),
		(error: unknown) => error instanceof UserError,
	);
});

test.run();
