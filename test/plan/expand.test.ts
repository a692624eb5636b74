import { test } from "uvu";
import * as assert from "uvu/assert";
import { cellId } from "../../plan/cell.ts";
import { deviceProfileSchema } from "../../plan/device-profile.ts";
import { expandSuite } from "../../plan/expand.ts";
import { parseSuite } from "../../plan/suite.ts";

const suite = parseSuite(
	{
		name: "grid",
		models: ["mnist-cnn", { name: "net", file: "net.tflite" }],
		variants: ["as-is", "float16"],
		delegates: ["xnnpack", "builtin"],
		threads: [4, 1],
	},
	{ file: "grid.suite.ts", directory: "/" },
);

test("the grid is the product of its axes, in their order", () => {
	const ids = expandSuite(suite).map(({ cell }) => cellId(cell));
	assert.is(ids.length, 16);
	assert.is(new Set(ids).size, 16);
	assert.equal(ids.slice(4, 9), [
		"mnist-cnn/float16/xnnpack-t4@local",
		"mnist-cnn/float16/xnnpack-t1@local",
		"mnist-cnn/float16/builtin-t4@local",
		"mnist-cnn/float16/builtin-t1@local",
		"net/as-is/xnnpack-t4@local",
	]);
});

test("a network of the zoo has no variant as-is, and the reason says what to name instead", () => {
	const unsupported = expandSuite(suite).filter(
		(planned) => planned.unsupported !== undefined,
	);
	assert.equal(
		[
			...new Set(
				unsupported.map(({ cell }) => `${cell.model}/${cell.variant}`),
			),
		],
		["mnist-cnn/as-is"],
	);
	assert.match(unsupported[0]?.unsupported ?? "", /name float32 instead/);
});

test("what a device's profile does not list is unsupported there, and nowhere else", () => {
	const profiles = new Map([
		[
			"pi4",
			deviceProfileSchema.parse({
				name: "pi4",
				transport: { kind: "ssh", host: "pi4" },
				delegates: ["xnnpack", "gpu"],
				threads: [1, 2],
			}),
		],
	]);
	const reasons = expandSuite(
		{ ...suite, variants: ["float16"], devices: ["local", "pi4"] },
		profiles,
	).flatMap(({ cell, unsupported }) =>
		cell.model === "net" && unsupported !== undefined
			? [[`${cell.delegate}-t${cell.threads}@${cell.device}`, unsupported]]
			: [],
	);
	const delegates =
		"the profile of the device pi4 lists the delegates xnnpack, gpu; builtin is not among them";
	assert.equal(reasons, [
		[
			"xnnpack-t4@pi4",
			"the profile of the device pi4 lists the thread counts 1, 2; 4 is not among them",
		],
		["builtin-t4@pi4", delegates],
		["builtin-t1@pi4", delegates],
	]);
});

test.run();
