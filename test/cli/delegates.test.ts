import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LaunchEntry } from "../../history/entry.ts";
import { readJournal } from "../../history/journal.ts";
import { encodeModel } from "../../models/tflite/index.ts";
import { cellId } from "../../plan/cell.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { summarize } from "../../reports/summary.ts";
import { chainModel } from "../models/edgetpu/chain-model.ts";
import { type CommandResult, quantgrid } from "../support/cli.ts";
import { delegateLibrary } from "../support/delegates.ts";
import {
	COMPILED_MODEL,
	compilerLog,
	compilerPath,
	withEnvironment,
} from "../support/edgetpu.ts";
import { sharedModel } from "../support/shared.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { DENSE, SUM_OF_TWO, tinyModelBytes } from "../support/tiny-models.ts";

type Run = {
	readonly result: CommandResult;
	readonly launches: readonly LaunchEntry[];
	readonly cells: ReturnType<typeof summarize>["cells"];
	readonly folder: string;
};

const external = (name: string, library = name) => ({
	name,
	delegate: "external" as const,
	library: delegateLibrary(library),
});

/** Runs a suite, written as a module, in a folder of its own. */
async function runSuite(
	folder: string,
	suite: Omit<SuiteDeclaration, "name" | "preset">,
): Promise<Run> {
	const declaration = { name: "delegates", preset: "smoke", ...suite };
	writeFileSync(
		join(folder, "delegates.suite.js"),
		`export default ${JSON.stringify(declaration)};`,
	);
	const result = await quantgrid(
		["run", "delegates.suite.js", "--out", "out"],
		{ cwd: folder },
	);
	const { entries } = await readJournal(join(folder, "out/journal.jsonl"));
	return {
		result,
		launches: entries.filter((entry) => entry.kind === "launch"),
		cells: summarize(entries).cells,
		folder,
	};
}

function outcomesOf({ launches }: Run, delegate: string): readonly string[] {
	return launches
		.filter(({ cell }) => cell.delegate === delegate)
		.map(({ outcome }) => outcome.status);
}

test("a delegate that crashes or hangs costs its own launches and nothing else", async () => {
	await withFolder(async (folder) => {
		writeFileSync(join(folder, "dense.tflite"), tinyModelBytes(DENSE));
		const run = await runSuite(folder, {
			models: [{ name: "dense", file: "dense.tflite" }],
			variants: ["as-is"],
			delegates: [
				external("crashes"),
				"builtin",
				external("hangs"),
				external("takes-nothing"),
				external("fails-to-prepare"),
			],
			timeoutMs: 2000,
		});
		assert.equal(outcomesOf(run, "crashes"), ["crashed", "crashed"]);
		assert.equal(outcomesOf(run, "hangs"), ["timed-out", "timed-out"]);
		assert.equal(outcomesOf(run, "fails-to-prepare"), ["unsupported"]);
		for (const delegate of ["builtin", "takes-nothing"]) {
			assert.equal(outcomesOf(run, delegate), ["measured", "measured"]);
		}
		assert.is(run.result.exitCode, 3);
		const [crash] = run.launches.filter(
			({ cell }) => cell.delegate === "crashes",
		);
		assert.match(JSON.stringify(crash?.outcome), '"signal":"SIGSEGV"');
	});
});

test("the coverage of each launch is in the journal, and a suite may require all of the graph", async () => {
	await withFolder(async (folder) => {
		writeFileSync(join(folder, "sum.tflite"), tinyModelBytes(SUM_OF_TWO));
		const { cells, result } = await runSuite(folder, {
			models: [{ name: "sum", file: "sum.tflite" }],
			variants: ["as-is"],
			delegates: ["builtin", external("takes-add"), external("takes-nothing")],
			requireFullDelegation: true,
		});
		assert.is(result.exitCode, 0, result.stderr);
		const said = new Map(
			cells.map(({ cell, latency, unmet }) => [
				cell.delegate,
				{
					delegated: latency?.coverage?.delegated,
					partly: unmet.find(({ unmet }) => unmet === "partly delegated")
						?.reason,
				},
			]),
		);
		assert.equal(said.get("builtin"), {
			delegated: undefined,
			partly: undefined,
		});
		assert.equal(said.get("takes-add"), { delegated: 1, partly: undefined });
		assert.equal(said.get("takes-nothing"), {
			delegated: 0,
			partly:
				"the delegate took 0 of 1 operators, and the suite requires all of them",
		});
	});
});

test("the real compiled MobileNet is measured through a delegate that takes its operator, and unsupported without", async () => {
	const file = sharedModel("mobilenet_v1_0.25_128_quant_edgetpu.tflite");
	if (file === undefined) {
		console.log("skipped: ../shared/models is absent");
		return;
	}
	await withFolder(async (folder) => {
		const { cells } = await runSuite(folder, {
			models: [{ name: "mobilenet", file }],
			variants: ["as-is"],
			delegates: ["builtin", "xnnpack", external("tpu", "takes-edgetpu")],
		});
		assert.equal(
			cells.map(({ id, status }) => `${id} ${status}`),
			[
				"mobilenet/as-is/builtin-t1@local unsupported",
				"mobilenet/as-is/xnnpack-t1@local unsupported",
				"mobilenet/as-is/tpu-t1@local measured",
			],
		);
		assert.match(cells[0]?.reason ?? "", /compiled for the Edge TPU/);
		assert.equal(cells[2]?.latency?.coverage, {
			operators: 1,
			delegated: 1,
			partitions: 1,
		});
	});
});

test("a model is compiled, its log kept in the journal and shown, and the result runs with the device that is asked for", async () => {
	await withFolder(async (folder) => {
		const integer = chainModel({ type: "INT8", shape: [1, 4] }, [
			{ operator: "RELU" },
		]);
		writeFileSync(join(folder, "net.tflite"), encodeModel(integer));
		writeFileSync(
			join(folder, "compiled.tflite"),
			tinyModelBytes(COMPILED_MODEL),
		);
		const environment = {
			PATH: compilerPath(folder),
			QUANTGRID_TEST_COMPILER: "",
			QUANTGRID_TEST_COMPILED: join(folder, "compiled.tflite"),
			QUANTGRID_TEST_LOG: compilerLog("float-io"),
			QUANTGRID_EDGETPU: delegateLibrary("takes-edgetpu"),
		};
		const usb = { device: "usb" };
		const pci = { device: "pci:1" };
		const { cells } = await withEnvironment(environment, () =>
			runSuite(folder, {
				models: [{ name: "net", file: "net.tflite" }],
				variants: ["edgetpu"],
				delegates: [
					{ name: "tpu-usb", delegate: "edgetpu", options: usb },
					{ name: "tpu-pci", delegate: "edgetpu", options: pci },
				],
			}),
		);
		assert.equal(
			cells.map(({ cell, status }) => `${cellId(cell)} ${status}`),
			[
				"net/edgetpu/tpu-usb-t1@local measured",
				"net/edgetpu/tpu-pci-t1@local unsupported",
			],
		);
		assert.match(cells[1]?.reason ?? "", /no such device/);
		const shown = readFileSync(join(folder, "out/edgetpu/net.txt"), "utf8");
		assert.match(shown, /^Edge TPU Compiler version 2\.0\.267685300\n/);
		assert.match(shown, /caching model parameters: 6\.91MiB\n/);
		assert.match(shown, /\nCONV_2D +35 +Mapped to Edge TPU\n/);
	});
});

test("a JSON suite may not name a library, since its code would run", async () => {
	await withFolder(async (folder) => {
		const library = "/tmp/evil.so";
		writeFileSync(
			join(folder, "evil.json"),
			JSON.stringify({
				name: "evil",
				models: [{ name: "m", file: "m.tflite" }],
				variants: ["as-is"],
				delegates: [{ name: "npu", delegate: "external", library }],
			}),
		);
		for (const command of ["run", "list"]) {
			const { exitCode, stderr } = await quantgrid([command, "evil.json"], {
				cwd: folder,
			});
			assert.is(exitCode, 2);
			assert.match(stderr, /"npu".*\/tmp\/evil\.so.*\.suite\.ts module/);
		}
		assert.not(existsSync(join(folder, "runs")));
	});
});

test("inspect predicts what the Edge TPU would take, as text and as JSON", async () => {
	await withFolder(async (folder) => {
		writeFileSync(join(folder, "dense.tflite"), tinyModelBytes(DENSE));
		const inspect = (...words: string[]) =>
			quantgrid(["inspect", "dense.tflite", "--edgetpu", ...words], {
				cwd: folder,
			});
		const { stdout, exitCode } = await inspect();
		assert.is(exitCode, 0);
		assert.match(stdout, /^Edge TPU: a prediction/);
		assert.match(stdout, /FULLY_CONNECTED +1 +.*unsupported data type/);
		const { edgetpuPrediction } = JSON.parse((await inspect("--json")).stdout);
		assert.is(edgetpuPrediction.operators.length, 1);
	});
});

test.run();
