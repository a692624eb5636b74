import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { idsOf, VARIANTS } from "../../plan/axes.ts";
import { defineSuite, parseSuite, type Suite } from "../../plan/suite.ts";

const HERE = { file: "my.suite.ts", directory: "/suites" };

const SMALL = defineSuite({
	name: "small",
	models: ["mnist-cnn"],
	variants: ["float32"],
});

function problemsOf(input: unknown): readonly string[] {
	try {
		parseSuite(input, HERE);
	} catch (error) {
		assert.instance(error, UserError);
		return (error as Error).message.split("\n").map((line) => line.trim());
	}
	return [];
}

test("what a suite leaves out gets its default", () => {
	assert.equal(parseSuite(SMALL, HERE), {
		name: "small",
		models: [{ kind: "zoo", name: "mnist-cnn", zoo: "mnist-cnn" }],
		variants: ["float32"],
		delegates: ["builtin", "xnnpack"],
		threads: [1],
		devices: ["local"],
		calibration: { samples: 100, method: { name: "min-max" }, seed: 1 },
		io: "int8",
		preset: "quick",
		seed: 1,
		timeoutMs: 300_000,
		tables: [],
		charts: [],
	} satisfies Suite);
});

test("the path of a model file is taken from the folder of the suite", () => {
	const { models } = parseSuite(
		{ ...SMALL, models: [{ name: "net", file: "../nets/a.tflite" }] },
		HERE,
	);
	assert.equal(models, [{ kind: "file", name: "net", file: "/nets/a.tflite" }]);
});

test("a network of the zoo, a LayersModel and a folder of pictures are named with their own fields", () => {
	const { models, dataset } = parseSuite(
		{
			...SMALL,
			models: [
				{ name: "small", zoo: "inception-v3", inputSize: 229 },
				{ name: "mine", layers: "mine/model.json" },
			],
			dataset: {
				name: "image-folder",
				directory: "pictures",
				preprocessing: { size: [224, 224] },
			},
		},
		HERE,
	);
	assert.equal(models, [
		{ kind: "zoo", name: "small", zoo: "inception-v3", inputSize: 229 },
		{ kind: "layers", name: "mine", layers: "/suites/mine/model.json" },
	]);
	assert.equal(dataset, {
		name: "image-folder",
		split: "test",
		directory: "/suites/pictures",
		preprocessing: {
			size: [224, 224],
			crop: "center",
			channels: "rgb",
			scale: 1 / 255,
			mean: 0,
			std: 1,
		},
	});
});

test("a checked suite is checked again to the same", () => {
	const once = parseSuite(
		{
			...SMALL,
			models: ["mnist-cnn", { name: "net", file: "a.tflite" }],
			dataset: "mnist",
		},
		HERE,
	);
	assert.equal(
		parseSuite(JSON.parse(JSON.stringify(once)), {
			file: "journal",
			directory: "/elsewhere",
		}),
		once,
	);
});

test("an unknown word is named with its path and the words that are known", () => {
	const known = idsOf(VARIANTS).map((variant) => JSON.stringify(variant));
	assert.equal(problemsOf({ ...SMALL, variants: ["float32", "float33"] }), [
		"my.suite.ts: this is not a valid suite:",
		`variants[1]: expected one of ${known.join(", ")}; found "float33".`,
	]);
});

test("every problem of a suite is told at once", () => {
	const problems = problemsOf({
		name: "-x",
		models: [],
		variants: ["float32"],
		threads: [0.5],
		colour: "red",
	});
	assert.equal(problems.slice(1), [
		'name: expected a name: letters, digits, dot, dash and underscore, not starting with a dot or dash; found "-x".',
		"models: expected at least 1 entry; found [].",
		"threads[0]: expected a whole number; found 0.5.",
		'the suite: unknown "colour"; remove it or mend its spelling.',
	]);
});

test("a wrong chart is named with its path, what was expected and what was found", () => {
	const charts = [
		{ title: "t", kind: "pie", x: "colour", metric: "speed", hue: 1 },
		{
			title: "t",
			kind: "bar",
			x: "model",
			metric: "latencyMs",
			where: { delegate: "gpux" },
		},
	];
	const [, ...problems] = problemsOf({ ...SMALL, charts: charts.slice(0, 1) });
	assert.equal(
		problems.map((problem) => problem.replace(/one of .*;/, "one of …;")),
		[
			'charts[0].kind: expected one of …; found "pie".',
			'charts[0].x: expected one of …; found "colour".',
			'charts[0].metric: expected one of …; found "speed".',
			'charts[0]: unknown "hue"; remove it or mend its spelling.',
		],
	);
	assert.match(
		problemsOf({ ...SMALL, charts: charts.slice(1) })[1] ?? "",
		/^charts\[0\]\.where\.delegate: expected one of .*; found "gpux"\.$/,
	);
});

test("a value that stands twice on an axis is refused", () => {
	assert.equal(problemsOf({ ...SMALL, threads: [2, 1, 2] }).slice(1), [
		"threads: expected each value once; found [2,1,2].",
	]);
});

test("two models of one name are refused, whatever they are", () => {
	const models = ["a", { name: "a", file: "a.tflite" }];
	assert.match(
		problemsOf({ ...SMALL, models })[1] ?? "",
		/^models: expected a name of its own for each model; found /,
	);
});

test("a name cannot leave its folder", () => {
	for (const name of ["../up", "a/b", ".hidden", "a\\b", ""]) {
		assert.match(
			problemsOf({ ...SMALL, name })[1] ?? "",
			/^name: expected a name/,
			name,
		);
	}
});

test("something that is no suite at all is refused by what it is", () => {
	assert.equal(problemsOf(undefined).slice(1), [
		"the suite: expected an object; found nothing.",
	]);
	assert.equal(problemsOf([1]).slice(1), [
		"the suite: expected an object; found [1].",
	]);
});

test.run();
