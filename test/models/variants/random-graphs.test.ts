import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	affineQuantization,
	type Model,
	operatorName,
	validateModel,
} from "../../../models/tflite/index.ts";
import { rangeOf } from "../../../models/variants/arithmetic.ts";
import { toDynamicRange } from "../../../models/variants/dynamic-range.ts";
import { toFloat16 } from "../../../models/variants/float16.ts";
import { toFullInt8, toInt8 } from "../../../models/variants/int8.ts";
import { Refusal } from "../../../models/variants/refusal.ts";
import { verifyModel } from "../../../models/variants/verify/verify.ts";
import { randomGraph } from "../../support/random-graphs.ts";
import {
	observedRanges,
	openModel,
	randomInputsOf,
} from "../../support/run-model.ts";

const GRAPHS = 300;
const RUNS = 4;

/** How much of an output's range the mean error may be; int8 may add half a step of its coarsest tensor. */
const TOLERANCE = {
	float16: 0.002,
	"dynamic-range": 0.02,
	int8: 0.04,
} as const;

type Made = {
	readonly seed: number;
	readonly variant: string;
	readonly source: Model;
	readonly model: Model;
	readonly tolerance: number;
};

const made: Made[] = [];
const refusals: string[] = [];
for (let seed = 0; seed < GRAPHS; seed++) {
	const source = randomGraph(seed);
	const ranges = await observedRanges(source, { seed });
	const ways: readonly [string, () => Model, number][] = [
		["float16", () => toFloat16(source), TOLERANCE.float16],
		["dynamic-range", () => toDynamicRange(source), TOLERANCE["dynamic-range"]],
		["int8", () => toInt8(source, ranges), TOLERANCE.int8],
		["full-int8", () => toFullInt8(source, ranges, "int8"), TOLERANCE.int8],
		["full-uint8", () => toFullInt8(source, ranges, "uint8"), TOLERANCE.int8],
	];
	for (const [variant, make, tolerance] of ways) {
		try {
			made.push({ seed, variant, source, model: make(), tolerance });
		} catch (error) {
			if (!(error instanceof Refusal)) {
				throw error;
			}
			refusals.push(`${variant}: ${error.message}`);
		}
	}
}

test("every random graph is well-formed", () => {
	for (let seed = 0; seed < GRAPHS; seed++) {
		assert.equal(validateModel(randomGraph(seed)), [], `seed ${seed}`);
	}
});

test("the random graphs hold every operator they are to prove", () => {
	const names = new Set(
		made.flatMap(({ source }) =>
			(source.subgraphs?.[0]?.operators ?? []).map((operator) =>
				operatorName(source, operator),
			),
		),
	);
	for (const name of [
		"CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED ADD CONCATENATION PAD MAX_POOL_2D AVERAGE_POOL_2D MEAN RESHAPE SOFTMAX",
		"LOGISTIC TANH MUL SUB LEAKY_RELU PRELU HARD_SWISH RESIZE_BILINEAR SPLIT TRANSPOSE STRIDED_SLICE",
	]
		.join(" ")
		.split(" ")) {
		assert.ok(names.has(name), name);
	}
});

test("only float16 and dynamic-range refuse a random graph, for want of weights", () => {
	const reasons = new Set(refusals);
	assert.equal([...reasons].toSorted(), [
		"dynamic-range: it has no float32 weights of 1024 elements or more",
		"float16: it has no float32 weights that could be stored as float16",
	]);
	const dynamic = made.filter(({ variant }) => variant === "dynamic-range");
	assert.ok(dynamic.length > GRAPHS / 8, `${dynamic.length} dynamic-range`);
});

test("every variant of a random graph is well-formed and breaks no rule", () => {
	for (const { seed, variant, model } of made) {
		const where = `seed ${seed}, ${variant}`;
		assert.equal(validateModel(model), [], where);
		assert.equal(verifyModel(model), [], where);
	}
});

test("every variant of a random graph runs, and its outputs stay near those of the floats", () => {
	const shares: number[] = [];
	for (const one of made) {
		for (const { error, range, place } of outputErrors(one)) {
			const slack = one.variant.includes("int8")
				? coarsestStep(one.model) / 2
				: 0;
			const limit = one.tolerance * range + slack;
			assert.ok(
				error <= limit,
				`seed ${one.seed}, ${one.variant}, output ${place}: mean error ${error}, limit ${limit}`,
			);
			shares.push(range === 0 ? 0 : error / range);
		}
	}
	// Most are far nearer than the limit, which is there for chains of eight coarse operators.
	shares.sort((one, other) => one - other);
	const ninth = shares[Math.floor(shares.length * 0.9)] ?? 1;
	assert.ok(ninth < 0.01, `the 90th percentile of the errors is ${ninth}`);
});

type OutputError = {
	readonly place: number;
	readonly error: number;
	readonly range: number;
};

/** The mean error of each output over some inputs, and the width of the float output's range. */
function outputErrors({ seed, source, model }: Made): readonly OutputError[] {
	const [float, variant] = [openModel(source), openModel(model)];
	const runs = Array.from({ length: RUNS }, (_, run) => {
		const inputs = randomInputsOf(source, seed * RUNS + run + 5000);
		return [float(inputs), variant(inputs)] as const;
	});
	const outputs = source.subgraphs?.[0]?.outputs ?? [];
	return outputs.map((_, place) => {
		const [wanted, found] = ([0, 1] as const).map((side) =>
			Float32Array.from(runs.flatMap((run) => [...(run[side][place] ?? [])])),
		) as [Float32Array, Float32Array];
		const sum = wanted.reduce(
			(total, value, index) => total + Math.abs(value - (found[index] ?? 0)),
			0,
		);
		const { min, max } = rangeOf(wanted);
		const range = Math.max(max, 0) - Math.min(min, 0);
		return { place, error: sum / wanted.length, range };
	});
}

function coarsestStep({ subgraphs }: Model): number {
	const scales = (subgraphs?.[0]?.tensors ?? []).flatMap((tensor) =>
		tensor.type === "INT8" ? (affineQuantization(tensor)?.scales ?? []) : [],
	);
	return Math.max(...scales);
}

test.run();
