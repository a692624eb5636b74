import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { diffCommand } from "../../cli/diff.ts";
import { quantizeCommand } from "../../cli/quantize.ts";
import { UserError } from "../../lib/errors.ts";
import { decodeModel, encodeModel } from "../../models/tflite/index.ts";
import { verifyModel } from "../../models/variants/verify/verify.ts";
import { graphBuilder } from "../support/graph-builder.ts";
import { conv, operatorsOf, unary } from "../support/small-graphs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const graph = graphBuilder();
const source = graph.model([
	unary(graph, "SIN", conv(graph, graph.input([1, 2, 2, 3]))),
]);

type Bench = {
	readonly path: (name: string) => string;
	/** Runs a command of the program and gives what it printed. */
	readonly run: (...args: readonly string[]) => Promise<string>;
	/** The message of the UserError that a command ends with. */
	readonly fail: (...args: readonly string[]) => Promise<string>;
};

/** A folder with the model `float.tflite`, and the commands. */
async function withModel(body: (bench: Bench) => Promise<void>): Promise<void> {
	await withFolder(async (folder) => {
		const path = (name: string) => join(folder, name);
		await writeFile(path("float.tflite"), encodeModel(source));
		const run = async (...args: readonly string[]) => {
			const program = new Command().exitOverride();
			program.addCommand(quantizeCommand().exitOverride());
			program.addCommand(diffCommand().exitOverride());
			const { write } = process.stdout;
			let printed = "";
			process.stdout.write = (text: unknown) => {
				printed += String(text);
				return true;
			};
			try {
				await program.parseAsync(args, { from: "user" });
			} finally {
				process.stdout.write = write;
			}
			return printed;
		};
		const fail = async (...args: readonly string[]) => {
			try {
				await run(...args);
			} catch (error) {
				assert.instance(error, UserError);
				return (error as Error).message;
			}
			return assert.unreachable("it did not fail") as never;
		};
		await body({ path, run, fail });
	});
}

test("quantize writes a variant and says what stays in floats", async () => {
	await withModel(async ({ path, run }) => {
		const text = await run(
			"quantize",
			path("float.tflite"),
			"--to",
			"int8",
			"--calibrate",
			"random",
			"--samples",
			"5",
			"-o",
			path("int8.tflite"),
		);
		assert.match(
			text,
			/int8\.tflite: \d+ bytes, [\d.]+ % of the source's \d+\.\n/,
		);
		assert.match(
			text,
			/Operator 1 \(SIN\) stays in floats: no rule is known for SIN in int8\./,
		);
		const model = decodeModel(await readFile(path("int8.tflite")), "int8");
		assert.equal(operatorsOf(model), [
			"QUANTIZE 1",
			"CONV_2D 3",
			"DEQUANTIZE 2",
			"SIN 1",
		]);
		assert.equal(verifyModel(model), []);
	});
});

test("ranges that quantize saved make the same file again", async () => {
	await withModel(async ({ path, run }) => {
		const to = [
			"quantize",
			path("float.tflite"),
			"--to",
			"full-int8",
			"--io",
			"uint8",
		];
		await run(
			...to,
			"--calibrate",
			"random:-2:3",
			"--save-ranges",
			path("ranges.json"),
			"-o",
			path("one.tflite"),
		);
		await run(
			...to,
			"--calibrate",
			path("ranges.json"),
			"-o",
			path("two.tflite"),
		);
		assert.equal(
			await readFile(path("one.tflite")),
			await readFile(path("two.tflite")),
		);
	});
});

test("the same seed makes the same file, and another one another", async () => {
	await withModel(async ({ path, run }) => {
		const make = async (seed: string) => {
			const out = path(`seed.tflite`);
			await run(
				"quantize",
				path("float.tflite"),
				"--to",
				"int8",
				"--calibrate",
				"random",
				"--seed",
				seed,
				"-o",
				out,
				"--force",
			);
			return new Uint8Array(await readFile(out));
		};
		assert.equal(await make("1"), await make("1"));
		assert.not.equal(await make("1"), await make("2"));
	});
});

test("quantize never writes over its input, nor over a file without --force", async () => {
	await withModel(async ({ path, run, fail }) => {
		const to = ["quantize", path("float.tflite"), "--to", "float16", "-o"];
		assert.match(
			await fail(...to, path("float.tflite"), "--force"),
			/this is the file that is read/,
		);
		await run(...to, path("out.tflite"));
		assert.match(
			await fail(...to, path("out.tflite")),
			/there is a file already/,
		);
		await run(...to, path("out.tflite"), "--force");
	});
});

test("what quantize cannot do it says, and leaves no file behind", async () => {
	await withModel(async ({ path, run, fail }) => {
		const out = path("out.tflite");
		const to = (variant: string) => [
			"quantize",
			path("float.tflite"),
			"--to",
			variant,
			"-o",
			out,
		];
		assert.match(
			await fail(...to("dynamic-range")),
			/dynamic-range cannot be made of this model: it has no float32 weights of 1024/,
		);
		assert.match(await fail(...to("int8")), /int8 needs sample inputs/);
		assert.match(
			await fail(...to("int8"), "--calibrate", "rabbits"),
			/nothing to calibrate with/,
		);
		assert.match(
			await fail(...to("int8"), "--calibrate", "mnist"),
			/whose samples have the shape \[28, 28\]/,
		);
		await writeFile(path("damaged.tflite"), "TFL3");
		assert.match(
			await fail(
				"quantize",
				path("damaged.tflite"),
				"--to",
				"float16",
				"-o",
				out,
			),
			/damaged\.tflite/,
		);
		await run(
			"quantize",
			path("float.tflite"),
			"--to",
			"int8",
			"--calibrate",
			"random",
			"-o",
			path("int8.tflite"),
		);
		assert.match(
			await fail("quantize", path("int8.tflite"), "--to", "float16", "-o", out),
			/it is quantized already/,
		);
		assert.not.ok(await readFile(out).catch(() => undefined));
	});
});

test("diff prints what changed, as text and as JSON, and draws it", async () => {
	await withModel(async ({ path, run, fail }) => {
		await run(
			"quantize",
			path("float.tflite"),
			"--to",
			"int8",
			"--calibrate",
			"random",
			"-o",
			path("int8.tflite"),
		);
		const both = ["diff", path("float.tflite"), path("int8.tflite")];
		assert.match(
			await run(...both, "--svg", path("d.svg"), "--png", path("d.png")),
			/Operators: 2 added/,
		);
		const json = JSON.parse(await run(...both, "--json"));
		assert.is(json.subgraphs[0].operators.length, 4);
		assert.match(
			await readFile(path("d.svg"), "utf8"),
			/^<svg [\s\S]*<\/svg>\n$/,
		);
		assert.equal(
			[...(await readFile(path("d.png"))).subarray(1, 4)],
			[...Buffer.from("PNG")],
		);
		assert.match(
			await fail(...both, "--svg", path("d.svg")),
			/there is a file already/,
		);
		assert.match(
			await fail("diff", path("none.tflite"), path("int8.tflite")),
			/there is no such file/,
		);
	});
});

test.run();
