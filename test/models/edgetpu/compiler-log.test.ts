import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCompilerLog } from "../../../models/edgetpu/compiler-log.ts";
import { operatorCounts } from "../../../plan/compilation.ts";
import { compilationText } from "../../../reports/edgetpu.ts";
import { compilerLog } from "../../support/edgetpu.ts";

const MEBI = 1024 ** 2;

function logOf(name: "float-io" | "integer-io") {
	const text = readFileSync(compilerLog(name), "utf8");
	const compilation = parseCompilerLog(text);
	if (compilation === undefined) {
		throw new Error(`the log ${name} was not read`);
	}
	return { text, compilation };
}

test("a log with operators on the CPU is read: version, time, sizes, memory and each kind of operator", () => {
	const { compilation } = logOf("float-io");
	const { operators, ...rest } = compilation;
	assert.equal(rest, {
		compilerVersion: "2.0.267685300",
		elapsedMs: 307,
		inputBytes: Math.round(2.58 * MEBI),
		outputBytes: Math.round(2.77 * MEBI),
		onChipAvailableBytes: Math.round(6.91 * MEBI),
		onChipUsedBytes: Math.round(2.71 * MEBI),
		offChipUsedBytes: 0,
		subgraphs: 1,
	});
	assert.is(operators.length, 9);
	assert.equal(operators[1], {
		operator: "QUANTIZE",
		count: 1,
		status:
			"Operation is otherwise supported, but not mapped due to some unspecified limitation",
	});
	assert.equal(operatorCounts(compilation), { total: 72, mapped: 70 });
});

test("a log with every operator on the Edge TPU is read", () => {
	const { compilation } = logOf("integer-io");
	assert.is(compilation.elapsedMs, 300);
	assert.equal(
		compilation.operators.map(({ operator, count }) => `${count} ${operator}`),
		[
			"1 MEAN",
			"1 SOFTMAX",
			"1 FULLY_CONNECTED",
			"10 ADD",
			"2 QUANTIZE",
			"5 PAD",
			"35 CONV_2D",
			"17 DEPTHWISE_CONV_2D",
		],
	);
	assert.equal(operatorCounts(compilation), { total: 72, mapped: 72 });
});

test("what is shown is what the log said, line by line, but for the paths", () => {
	for (const name of ["float-io", "integer-io"] as const) {
		const { text, compilation } = logOf(name);
		const lines = (whole: string) =>
			whole
				.split("\n")
				.map((line) => line.trimEnd())
				.filter(
					(line) =>
						line !== "" && !/^(Input|Output) model|^Operation log/.test(line),
				);
		assert.equal(lines(compilationText(compilation)), lines(text), name);
	}
});

test("the log file of the compiler, which has no sizes, is read as far as it goes", () => {
	const compilation = parseCompilerLog(
		[
			"Edge TPU Compiler version 14.1.317412892",
			"Input: tiny.tflite",
			"Output model: tiny_edgetpu.tflite",
			"",
			"Operator                       Count      Status",
			"",
			"CONV_2D                        2          More than one subgraph is not supported",
		].join("\r\n"),
	);
	assert.is(compilation?.inputBytes, null);
	assert.equal(compilation?.operators, [
		{
			operator: "CONV_2D",
			count: 2,
			status: "More than one subgraph is not supported",
		},
	]);
});

test("sizes in every unit are bytes", () => {
	const sizes = ["0.00B", "512.00B", "1.50KiB", "2.00MiB", "1.00GiB"].map(
		(size) =>
			parseCompilerLog(
				`Edge TPU Compiler version 16.0\nModel compiled successfully in 1 ms.\nInput size: ${size}\n`,
			)?.inputBytes,
	);
	assert.equal(sizes, [0, 512, 1536, 2 * MEBI, 1024 * MEBI]);
});

test("what is no log of a compiled model is not taken for one", () => {
	for (const text of [
		"",
		"Edge TPU Compiler version 16.0.384591198\n\nInvalid model: x\nModel not quantized",
		"Model compiled successfully in 3 ms.",
	]) {
		assert.is(parseCompilerLog(text), undefined);
	}
});

test.run();
