import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../../../lib/errors.ts";
import { encodeModel } from "../../../../models/tflite/index.ts";
import { calibrate } from "../../../../models/variants/calibration/calibrate.ts";
import { markedCopies } from "../../../../models/variants/calibration/marked-copies.ts";
import { rangeBy } from "../../../../models/variants/calibration/method.ts";
import {
	type Calibration,
	parseRanges,
	rangesFor,
	rangesText,
} from "../../../../models/variants/calibration/ranges-file.ts";
import {
	datasetSamples,
	graphInputs,
	npySamples,
	randomSamples,
	type Samples,
} from "../../../../models/variants/calibration/samples.ts";
import { Refusal } from "../../../../models/variants/refusal.ts";
import type { CalibrationMethod } from "../../../../plan/calibration.ts";
import { record } from "../../../../worker/record.ts";
import {
	graphBuilder,
	options,
	type Value,
} from "../../../support/graph-builder.ts";
import { randomGraph } from "../../../support/random-graphs.ts";

/** y = relu(2x), z = y + 1, over two values. */
const graph = graphBuilder();
const [doubled] = graph.add({
	operator: "MUL",
	inputs: [graph.input([1, 2]), graph.constant([1], [2])],
	outputs: [[1, 2]],
	options: options("MulOptions", { fusedActivationFunction: "RELU" }),
});
const [raised] = graph.add({
	operator: "ADD",
	inputs: [doubled, graph.constant([1], [1])],
	outputs: [[1, 2]],
	options: options("AddOptions"),
});
const model = graph.model([raised as Value]);
const bytes = encodeModel(model);

/** Samples that are written out: one pair of values for each run. */
function written(...runs: readonly (readonly [number, number])[]): Samples {
	return {
		description: "written",
		runs: runs.length,
		fill: (run, [array]) => (array as Float32Array).set(runs[run] ?? []),
	};
}

function observe(
	samples: Samples,
	method: CalibrationMethod = { name: "min-max" },
	markedBytes?: number,
): Promise<Calibration> {
	return calibrate({
		bytes,
		file: "model",
		samples: async () => samples,
		method,
		record: async (job) => record(job),
		signal: new AbortController().signal,
		...(markedBytes !== undefined && { markedBytes }),
	});
}

const rangesOf = ({ tensors }: Calibration) =>
	tensors.map(({ index, min, max }) => [index, min, max]);

test("the range of each tensor is that of its values over all runs, after the fused activation", async () => {
	const found = await observe(written([-3, 1], [0.5, 2]));
	assert.equal(rangesOf(found), [
		[0, -3, 2],
		[2, 0, 4],
		[4, 1, 5],
	]);
	assert.is(found.runs, 2);
});

test("values that are not finite are left out and counted", async () => {
	const found = await observe(written([Number.NaN, 1], [Infinity, -1]));
	assert.equal(
		found.tensors.map(({ min, max, notFinite }) => [min, max, notFinite])[0],
		[-1, 1, 2],
	);
	assert.is(found.tensors.find(({ index }) => index === 4)?.max, 3);
});

test("a moving average gives each new run a twentieth", async () => {
	const found = await observe(written([0, 1], [0, 2]), {
		name: "moving-average",
	});
	assert.ok(Math.abs((found.tensors[0]?.max ?? 0) - 1.05) < 1e-6);
});

test("a percentile leaves out the outermost values, to within a bin", () => {
	const counts = Array<number>(1000).fill(1);
	const histogram = { width: 0.25, first: -500, counts };
	const observed = { mins: [-124.9], maxs: [124.9], notFinite: 0, histogram };
	const range = rangeBy({ name: "percentile", percentile: 90 }, observed);
	assert.equal(range, { min: -100, max: 100 });
	const whole = rangeBy({ name: "percentile", percentile: 100 }, observed);
	assert.equal(whole, { min: -124.9, max: 124.9 });
});

test("copies that mark a part each observe the same ranges as one that marks all", async () => {
	const one = await observe(written([-3, 1], [0.5, 2]));
	const parts = await observe(
		written([-3, 1], [0.5, 2]),
		{ name: "min-max" },
		8,
	);
	assert.equal(parts, one);
});

test("a copy marks each float tensor once, within its bytes, and changes nothing but the outputs", () => {
	const source = randomGraph(12);
	const [only] = source.subgraphs ?? [];
	const copies = markedCopies(source, only as NonNullable<typeof only>, 1000);
	const own = only?.outputs ?? [];
	const marked = copies.flatMap(({ outputs }) => outputs.slice(own.length));
	assert.is(new Set(marked).size, marked.length);
	assert.ok(copies.length > 1);
	for (const { model: copy, outputs } of copies) {
		assert.equal(outputs.slice(0, own.length), own);
		assert.equal({ ...copy.subgraphs?.[0], outputs: own }, only);
	}
});

test("ranges that are saved are read as they were, and only for their model", async () => {
	const calibration = await observe(written([1, 2]));
	const again = parseRanges(rangesText(calibration), "ranges.json");
	assert.equal(again, calibration);
	assert.equal(rangesFor(again, { model, bytes }, "ranges.json").get(4), {
		min: 3,
		max: 5,
	});
	const other = { model, bytes: bytes.slice(1) };
	assert.throws(
		() => rangesFor(again, other, "ranges.json"),
		/ranges\.json: these ranges are of the model with the sha256/,
	);
});

test("a ranges file that is none is refused with the place that is wrong", () => {
	for (const [text, reason] of [
		["{", /no JSON/],
		['{"format":"quantgrid-ranges","version":2}', /version/],
		[
			JSON.stringify({
				format: "quantgrid-ranges",
				version: 1,
				modelSha256: "0".repeat(64),
				source: "",
				runs: 1,
				method: "",
				tensors: [{ index: 0, name: "", min: 2, max: 1, notFinite: 0 }],
			}),
			/tensors\.0/,
		],
	] as const) {
		assert.throws(
			() => parseRanges(text, "ranges.json"),
			(error: unknown) =>
				error instanceof UserError && reason.test(error.message),
		);
	}
});

test("random samples are the same for the same seed and lie in their range", () => {
	const [input] = graphInputs(model);
	const draw = (seed: number) => {
		const array = new Float32Array(2);
		randomSamples({ min: 3, max: 5, samples: 1, seed }).fill(0, [array]);
		return array;
	};
	assert.equal(draw(4), draw(4));
	assert.not.equal(draw(4), draw(5));
	assert.ok(draw(4).every((value) => value >= 3 && value < 5));
	assert.is(input?.array.length, 2);
});

test("a dataset whose samples do not fit the input is refused", () => {
	const dataset = {
		name: "dots",
		version: "1",
		split: "train",
		sha256: "",
		sampleShape: [3],
		sampleCount: 5,
		classCount: 1,
		labels: new Int32Array(5),
		preprocessing: "x",
		fill: () => {},
	} as const;
	assert.throws(
		() => datasetSamples(dataset, graphInputs(model), { samples: 5, seed: 1 }),
		(error: unknown) =>
			error instanceof Refusal &&
			/samples have the shape \[3\]/.test(error.message),
	);
});

test(".npy arrays are taken sample by sample, and one of another shape names itself", () => {
	const inputs = graphInputs(model);
	const file = {
		path: "a.npy",
		shape: [3, 2],
		data: Float64Array.from([1, 2, 3, 4, 5, 6]),
	};
	const samples = npySamples([file], inputs, { samples: 2 });
	const array = new Float32Array(2);
	samples.fill(1, [array]);
	assert.equal([samples.runs, [...array]], [2, [3, 4]]);
	assert.throws(
		() => npySamples([{ ...file, shape: [2, 3] }], inputs, { samples: 2 }),
		/a\.npy: the array has the shape \[2, 3\]/,
	);
	assert.throws(
		() => npySamples([], inputs, { samples: 2 }),
		/has 1 inputs \("value_0"\), and there are 0/,
	);
});

test.run();
