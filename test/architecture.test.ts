import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = resolve(import.meta.dirname, "../..");

/** Which folders each folder may import from; the longest folder name that fits decides. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	cli: ["*"],
	suites: ["plan", "models/zoo", "datasets", "index.ts"],
	plan: ["lib"],
	"models/zoo": ["datasets", "lib"],
	"models/tflite": ["lib"],
	"models/convert": ["models/tflite", "lib"],
	"models/edgetpu": ["models/tflite", "plan", "lib"],
	"models/variants": ["models", "datasets", "plan", "lib"],
	datasets: ["lib"],
	worker: ["plan", "datasets", "lib"],
	// What a device must have of a folder of pictures is what the dataset takes of it.
	devices: [
		"worker/protocol.ts",
		"worker/blob-protocol.ts",
		"datasets",
		"plan",
		"lib",
	],
	// A run makes the jobs that its devices hand to the workers.
	run: [
		"models/variants",
		"devices",
		"history",
		"plan",
		"lib",
		"worker/protocol.ts",
	],
	history: ["stats", "plan", "lib"],
	stats: [],
	compare: ["history", "stats", "plan", "lib"],
	reports: ["compare", "history", "stats", "plan", "lib"],
	lib: [],
	bench: ["*"],
	test: ["*"],
	"index.ts": ["plan"],
};

const CODE = /\.(ts|js)$/;
const GENERATED = new Set([
	"node_modules",
	"dist",
	"build",
	"runs",
	".cache",
	".git",
]);
const IMPORTS =
	/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g;

function sourceFiles(folder: string): readonly string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			return GENERATED.has(entry.name) ? [] : sourceFiles(path);
		}
		return CODE.test(entry.name) ? [relative(ROOT, path)] : [];
	});
}

const FILES = sourceFiles(ROOT);

function houseOf(file: string): string | undefined {
	return Object.keys(MAY_IMPORT)
		.filter((folder) => file === folder || file.startsWith(`${folder}/`))
		.toSorted((a, b) => b.length - a.length)[0];
}

/** The project's files that a file imports, by their path from the root. */
function importsOf(file: string): readonly string[] {
	const text = readFileSync(join(ROOT, file), "utf8");
	return [...text.matchAll(IMPORTS)].flatMap(([, from, dynamic]) => {
		const target = from ?? dynamic;
		if (target === "quantgrid") {
			return ["index.ts"];
		}
		return target?.startsWith(".")
			? [relative(ROOT, resolve(ROOT, dirname(file), target))]
			: [];
	});
}

function forbiddenImports(file: string): readonly string[] {
	const own = houseOf(file);
	const allowed = own === undefined ? [] : (MAY_IMPORT[own] ?? []);
	return importsOf(file)
		.filter((target) => CODE.test(target))
		.filter((target) => houseOf(target) !== own)
		.filter(
			(target) =>
				!allowed.some(
					(place) =>
						place === "*" || target === place || target.startsWith(`${place}/`),
				),
		)
		.map((target) => `${file} imports ${target}`);
}

test("every source file lies in a folder of the house", () => {
	assert.equal(
		FILES.filter((file) => houseOf(file) === undefined),
		[],
	);
});

test("no file imports what its folder may not", () => {
	assert.equal(FILES.flatMap(forbiddenImports), []);
});

test("the check sees imports at all", () => {
	assert.ok(importsOf("cli/main.ts").includes("lib/errors.ts"));
	assert.ok(importsOf("suites/mnist-fp16.suite.ts").includes("index.ts"));
});

test("statistics know nothing of the project, the library nothing of its domain", () => {
	const DOMAIN = /\b(tflite|delegate|variant|quantiz\w*|artifact|journal)\b/i;
	const domainWords = FILES.filter((file) => file.startsWith("lib/")).filter(
		(file) =>
			DOMAIN.test(
				readFileSync(join(ROOT, file), "utf8").replaceAll(
					/\/\*\*[\s\S]*?\*\/|\/\/.*/g,
					"",
				),
			),
	);
	assert.equal(domainWords, []);
});

test("no source file is longer than 300 lines", () => {
	const long = FILES.map((file) => ({
		file,
		lines: readFileSync(join(ROOT, file), "utf8").split("\n").length - 1,
	})).filter(({ lines }) => lines > 300);
	assert.equal(long, []);
});

test.run();
