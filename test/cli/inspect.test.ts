import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inspectCommand, inspectFile } from "../../cli/inspect.ts";
import { UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { seededRandom } from "../../lib/random.ts";
import {
	builtinOperatorCode,
	createOptions,
	createTable,
	encodeModel,
} from "../../models/tflite/index.ts";
import { inspectionJson, inspectionText } from "../../reports/inspection.ts";
import { sharedTfliteFiles } from "../models/tflite/files.ts";
import { mutate } from "../models/tflite/mutate.ts";
import { randomModel } from "../models/tflite/random-model.ts";

const SEED = 31;
const ROOT = resolve(import.meta.dirname, "../../..");
// Control characters, lone surrogates, marks of direction, line and paragraph separators.
const NOT_PLAIN = /[^\P{Cc}\n]|[\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const test = suite<{ folder: string }>("inspect", { folder: "" });

test.before((context) => {
	context.folder = mkdtempSync(join(tmpdir(), "quantgrid-inspect-"));
});

test.after(({ folder }) => rmSync(folder, { recursive: true }));

test("a dump shows the head, the sizes, the operators in order and the tensors", () => {
	const file = denseFile("weights");
	const text = inspectionText(inspectFile(file, "dense.tflite"));
	assert.is(text, expectedText(file));
});

test("the command prints text, or JSON with the same facts", ({ folder }) => {
	const path = join(folder, "dense.tflite");
	writeFileSync(path, denseFile("weights"));
	const inspection = inspectFile(readFileSync(path), path);
	assert.is(run(path), inspectionText(inspection));
	const json = run(path, "--json");
	assert.equal(JSON.parse(json), JSON.parse(JSON.stringify(inspection)));
});

test("control characters, escape sequences and direction marks of names do not reach the terminal", () => {
	const name = "\u001b[31mred\u0007\u009b2J\u202eabc\r\n\u2028\udcff\0";
	const inspection = inspectFile(denseFile(name), "dense.tflite");
	assert.not.match(inspectionText(inspection), NOT_PLAIN);
	const json = inspectionJson(inspection);
	assert.not.match(json, NOT_PLAIN);
	assert.is(JSON.parse(json).subgraphs[0].tensors[1].name, name);
});

test("a very long name is cut", () => {
	const inspection = inspectFile(denseFile("n".repeat(100_000)), "x");
	assert.ok(inspectionText(inspection).length < 5000);
});

test("a missing file, a folder, an empty file and another format each give one line that says so", async ({
	folder,
}) => {
	const put = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const expected: readonly (readonly [string, RegExp])[] = [
		[join(folder, "absent.tflite"), /there is no such file/],
		[folder, /this is a folder/],
		[put("empty.tflite", ""), /0 bytes are too few for a \.tflite file/],
		[put("page.tflite", "<html><body>"), /this is no \.tflite file/],
	];
	for (const [path, pattern] of expected) {
		const message = await messageOf(path);
		assert.match(message, pattern);
		assert.ok(message.startsWith(path));
		assert.not.match(message, /\n/);
	}
});

test("broken rules and unknown parts are listed", () => {
	const tensors = [createTable("Tensor", { buffer: 9, name: "lost" })];
	const subgraph = createTable("SubGraph", { tensors, outputs: [0] });
	const bytes = encodeModel(
		createTable("Model", { version: 3, subgraphs: [subgraph] }),
	);
	const text = inspectionText(inspectFile(bytes, "x.tflite"));
	assert.match(text, "subgraphs[0].tensors[0].buffer: there is no buffer 9.");
	assert.match(text, "subgraphs[0].outputs: nothing writes tensor 0.");
});

test(`1,000 damaged copies of files each give a dump in plain characters or a UserError (seed ${SEED})`, () => {
	const random = seededRandom(SEED);
	const made = Array.from({ length: 10 }, () =>
		encodeModel(randomModel({ random, seen: new Set() })),
	);
	const real = sharedTfliteFiles()
		.map((path) => readFileSync(path))
		.filter((bytes) => bytes.byteLength < 400_000);
	const files = [...made, ...real];
	const counts = { dumped: 0, refused: 0 };
	for (let n = 0; n < 1000; n++) {
		const mutant = mutate(files[n % files.length] ?? new Uint8Array(), random);
		counts[outcomeOf(mutant)]++;
	}
	assert.ok(counts.dumped > 100 && counts.refused > 100);
});

for (const path of sharedTfliteFiles()) {
	test(`${path.split("/").at(-1)} is dumped with every operator and tensor, and no problem`, () => {
		const inspection = inspectFile(readFileSync(path), path);
		const lines = inspectionText(inspection).split("\n");
		const [subgraph] = inspection.subgraphs;
		const count = (pattern: RegExp) =>
			lines.filter((line) => pattern.test(line)).length;
		assert.is(count(/^ +\d+ .* -> /), subgraph?.operators.length);
		const roles = /^ +\d+ .* (input|output|constant|computed|variable)\b/;
		assert.is(count(roles), subgraph?.tensors.length);
		assert.equal(inspection.problems, []);
		assert.equal(inspection.notes, []);
	});
}

test("parameters are weights and biases, not shapes and axes", () => {
	const path = sharedTfliteFiles().find((one) => one.includes("lstm_int8"));
	if (path === undefined) {
		console.log("skipped: mnist_lstm_int8.tflite is absent");
		return;
	}
	const { totals } = inspectFile(readFileSync(path), path);
	assert.is(totals.parameters, 9530);
});

function outcomeOf(bytes: Uint8Array): "dumped" | "refused" {
	try {
		const inspection = inspectFile(bytes, "mutant");
		assert.not.match(inspectionText(inspection), NOT_PLAIN);
		assert.not.match(inspectionJson(inspection), NOT_PLAIN);
		return "dumped";
	} catch (error) {
		assert.instance(error, UserError);
		return "refused";
	}
}

async function messageOf(path: string): Promise<string> {
	const program = new Command().addCommand(inspectCommand(() => {}));
	try {
		await program.parseAsync(["inspect", path], { from: "user" });
	} catch (error) {
		assert.instance(error, UserError);
		return String(error instanceof Error ? error.message : error);
	}
	throw new Error(`${path} was inspected, but should have been refused.`);
}

function run(...parameters: readonly string[]): string {
	const command = new URL("../../cli/inspect.js", import.meta.url);
	const script = `
		import { Command } from "commander";
		import { inspectCommand } from "${command}";
		const program = new Command().addCommand(inspectCommand(() => {}));
		await program.parseAsync(${JSON.stringify(["inspect", ...parameters])}, { from: "user" });
	`;
	const { stdout, stderr, status } = spawnSync(
		process.execPath,
		["--input-type=module", "--eval", script],
		{ cwd: ROOT, encoding: "utf8" },
	);
	assert.is(stderr, "");
	assert.is(status, 0);
	return stdout;
}

/** A dense layer, 4 to 2: int8 weights by channel, no bias. */
function denseFile(weights: string): Uint8Array {
	const quantization = createTable("QuantizationParameters", {
		scale: [0.5, 0.25],
		zeroPoint: [0n, 0n],
	});
	const tensors = [
		{ name: "x", shape: [1, 4], shapeSignature: [-1, 4] },
		{ name: weights, shape: [2, 4], type: "INT8", buffer: 1, quantization },
		{ name: "y", shape: [1, 2] },
	] as const;
	const operator = createTable("Operator", {
		inputs: [0, 1, -1],
		outputs: [2],
		builtinOptions: createOptions("FullyConnectedOptions", {
			fusedActivationFunction: "RELU",
		}),
	});
	const subgraph = createTable("SubGraph", {
		name: "main",
		tensors: tensors.map((given) => createTable("Tensor", given)),
		operators: [operator],
		inputs: [0],
		outputs: [2],
	});
	const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	return encodeModel(
		createTable("Model", {
			version: 3,
			description: "by hand",
			operatorCodes: [builtinOperatorCode("FULLY_CONNECTED", 5)],
			subgraphs: [subgraph],
			buffers: [createTable("Buffer", {}), createTable("Buffer", { data })],
		}),
	);
}

function expectedText(file: Uint8Array): string {
	return `dense.tflite
  size            544 bytes
  sha256          ${sha256(file)}
  parameters      8
  description     by hand
  format version  3

Size by operator
  part               constants  bytes  of file
  FULLY_CONNECTED            1      8    1.5 %
  graph and padding               536     99 %

Size of constants by tensor type
  type  constants  bytes  of file
  INT8          1      8    1.5 %

Subgraph 0 "main"
  inputs   0:FLOAT32[1,4]
  outputs  2:FLOAT32[1,2]

Operators of subgraph 0 (1)
  0  FULLY_CONNECTED  v5  0:FLOAT32[1,4] 1:INT8[2,4] - -> 2:FLOAT32[1,2]
        fusedActivationFunction=RELU weightsFormat=DEFAULT keepNumDims=false asymmetricQuantizeInputs=false quantizedBiasType=FLOAT32

Tensors of subgraph 0 (3)
  #  name     type     shape            bytes  role      quantization
  0  x        FLOAT32  [1,4] of [-1,4]     16  input
  1  weights  INT8     [2,4]                8  constant  2 scales along dimension 0, 0.25 to 0.5, zero point 0
  2  y        FLOAT32  [1,2]                8  output
`;
}

test.run();
