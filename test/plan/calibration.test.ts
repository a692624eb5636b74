import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { parseSuite } from "../../plan/suite.ts";

const from = { file: "a.suite.ts", directory: "/suites" };
const base = { name: "a", models: ["mnist-cnn"], variants: ["int8"] };

test("a suite without a word of calibration takes 100 samples, and the least and greatest values", () => {
	const { calibration, io } = parseSuite(base, from);
	assert.equal(calibration, {
		samples: 100,
		method: { name: "min-max" },
		seed: 1,
	});
	assert.is(io, "int8");
});

test("a method may be named, or given with its percentile", () => {
	const method = (given: unknown) =>
		parseSuite({ ...base, calibration: { method: given } }, from).calibration
			.method;
	assert.equal(method("percentile"), { name: "percentile", percentile: 99.99 });
	assert.equal(method({ name: "percentile", percentile: 99.5 }), {
		name: "percentile",
		percentile: 99.5,
	});
	assert.equal(method("moving-average"), { name: "moving-average" });
});

test(".npy files are found from the folder of the suite", () => {
	const source = { npy: ["x.npy", "/data/y.npy"] };
	assert.equal(
		parseSuite({ ...base, calibration: { source } }, from).calibration.source,
		{ npy: ["/suites/x.npy", "/data/y.npy"] },
	);
});

test("what a calibration cannot be is named with its path", () => {
	for (const [calibration, path] of [
		[{ source: "rabbits" }, /calibration\.source/],
		[{ samples: 0 }, /calibration\.samples/],
		[{ method: { name: "percentile", percentile: 10 } }, /calibration\.method/],
		[{ source: { random: { min: 1, max: 1 } } }, /calibration\.source/],
		[{ sauce: 1 }, /calibration/],
	] as const) {
		assert.throws(
			() => parseSuite({ ...base, calibration }, from),
			(error: unknown) =>
				error instanceof UserError && path.test(error.message),
			JSON.stringify(calibration),
		);
	}
});

test.run();
