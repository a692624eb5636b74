import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	openZooModel,
	type ZooModelRef,
} from "../../../models/zoo/zoo-model.ts";

const options = { cacheDirectory: "/nowhere" };

/** The bytes of all weights of a network with random weights, in their order. */
async function bytes(ref: ZooModelRef, seed?: number): Promise<Buffer> {
	const model = await openZooModel(ref, { ...options, seed });
	if (model.weights !== "random") {
		throw new Error("The network is trained.");
	}
	return Buffer.concat(
		[...model.layers.weights.values()].map(({ data }) =>
			Buffer.from(data.buffer),
		),
	);
}

const SMALL = { zoo: "mobilenet-v2", inputSize: 32, classes: 3 };

test("random weights are the same each time, and others with another seed", async () => {
	const first = await bytes(SMALL);
	assert.ok((await bytes(SMALL)).equals(first));
	const other = await bytes(SMALL, 2);
	assert.is(other.length, first.length);
	assert.not.ok(other.equals(first));
});

test("a network with random weights needs neither TensorFlow.js nor a cache", () => {
	const module = pathToFileURL(
		resolve(import.meta.dirname, "../../../models/zoo/zoo-model.js"),
	).href;
	const program = `
		import { createRequire } from "node:module";
		import { openZooModel } from ${JSON.stringify(module)};
		const { weights } = await openZooModel({ zoo: "mobilenet-v2" }, { cacheDirectory: "/nowhere" });
		const modules = Object.keys(createRequire(import.meta.url).cache);
		console.log(weights, modules.filter((name) => name.includes("tensorflow")).length);`;
	const output = execFileSync(
		process.execPath,
		["--input-type=module", "-e", program],
		{ encoding: "utf8" },
	);
	assert.is(output, "random 0\n");
});

const REFUSED: readonly [string, ZooModelRef, RegExp][] = [
	[
		"a network that is not there",
		{ zoo: "resnet" },
		/"resnet" is not in the zoo. Known: mnist-cnn, deep-mnist, original-cnn, mobilenet-v2, inception-v3, densenet121\./,
	],
	["a name of every object", { zoo: "constructor" }, /is not in the zoo/],
	[
		"an image that is too small",
		{ zoo: "inception-v3", inputSize: 74 },
		/"inception-v3" cannot have inputSize 74: it must be a whole number from 75 to 1024. Without it, it is 299\./,
	],
	["half a pixel", { zoo: "mobilenet-v2", inputSize: 40.5 }, /inputSize 40.5/],
	["no class", { zoo: "mobilenet-v2", classes: 0 }, /classes 0/],
	[
		"another size of a trained network",
		{ zoo: "deep-mnist", inputSize: 32 },
		/"deep-mnist" is trained on mnist: it has one size only/,
	],
	[
		"more than the memory holds",
		{ zoo: "original-cnn", inputSize: 1024 },
		/would have more than 250000000 parameters/,
	],
];

for (const [title, ref, message] of REFUSED) {
	test(`${title} is refused`, async () => {
		let error: unknown;
		await openZooModel(ref, options).catch((reason) => {
			error = reason;
		});
		assert.is((error as Error | undefined)?.name, "UserError");
		assert.match((error as Error).message, message);
	});
}

test.run();
