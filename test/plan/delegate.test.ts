import { test } from "uvu";
import * as assert from "uvu/assert";
import { cellId } from "../../plan/cell.ts";
import { delegateSetting } from "../../plan/delegate.ts";
import { expandSuite } from "../../plan/expand.ts";
import { parseSuite, type SuiteDeclaration } from "../../plan/suite.ts";

const SMALL: SuiteDeclaration = {
	name: "small",
	models: ["mnist-cnn", { name: "net", file: "/net.tflite" }],
	variants: ["float32"],
};

function parse(part: Partial<SuiteDeclaration>) {
	return parseSuite(
		{ ...SMALL, ...part },
		{ file: "my.suite.ts", directory: "/suites" },
	);
}

function problemOf(part: unknown): string {
	try {
		parse(part as Partial<SuiteDeclaration>);
	} catch (error) {
		return String(error);
	}
	return "";
}

/** The reason why a cell is not measured, or an empty text. */
function reasonOf(id: string, part: Partial<SuiteDeclaration>): string {
	const planned = expandSuite(parse(part)).find(
		({ cell }) => cellId(cell) === id,
	);
	if (planned === undefined) {
		throw new Error(`there is no cell ${id}`);
	}
	return planned.unsupported ?? "";
}

test("a delegate goes by its id, or by a name of its own with options and a library", () => {
	const { delegates } = parse({
		delegates: [
			"builtin",
			{
				name: "xnnpack-signed",
				delegate: "xnnpack",
				options: { unsigned_int8: "0" },
			},
			{ name: "npu", delegate: "external", library: "../lib/npu.so" },
			{ name: "vx", delegate: "external", library: "libvx_delegate.so" },
		],
	});
	assert.equal(delegates.map(delegateSetting), [
		{ name: "builtin", delegate: "builtin", options: {} },
		{
			name: "xnnpack-signed",
			delegate: "xnnpack",
			options: { unsigned_int8: "0" },
		},
		{ name: "npu", delegate: "external", library: "/lib/npu.so", options: {} },
		{
			name: "vx",
			delegate: "external",
			library: "libvx_delegate.so",
			options: {},
		},
	]);
});

test("a suite with named delegates is checked again to the same", () => {
	const once = parse({
		delegates: [{ name: "npu", delegate: "external", library: "./npu.so" }],
		requireFullDelegation: true,
	});
	const again = parseSuite(JSON.parse(JSON.stringify(once)), {
		file: "journal",
		directory: "/elsewhere",
	});
	assert.equal(again, once);
});

test("the name of a delegate stands in the ids of its cells", () => {
	const ids = expandSuite(
		parse({
			models: ["mnist-cnn"],
			delegates: [
				"xnnpack",
				{ name: "npu", delegate: "external", library: "./npu.so" },
			],
			threads: [2],
		}),
	).map(({ cell }) => cellId(cell));
	assert.equal(ids, [
		"mnist-cnn/float32/xnnpack-t2@local",
		"mnist-cnn/float32/npu-t2@local",
	]);
});

test("external needs a library, and no other delegate has one", () => {
	assert.match(problemOf({ delegates: ["external"] }), "delegates[0]");
	const bare = { name: "npu", delegate: "external" };
	assert.match(problemOf({ delegates: [bare] }), /library/);
	const cpu = { name: "cpu", delegate: "builtin", library: "./x.so" };
	assert.match(problemOf({ delegates: [cpu] }), /for no other/);
});

test("two delegates of one name, and a name that means another delegate, are refused", () => {
	const twice = ["xnnpack", { name: "xnnpack", delegate: "xnnpack" }];
	assert.match(problemOf({ delegates: twice }), /a name of its own/);
	const misled = [{ name: "gpu", delegate: "builtin" }];
	assert.match(problemOf({ delegates: misled }), /not another delegate's/);
});

test("a table or a published figure of a delegate that the suite does not know is refused, with those it knows", () => {
	const table = {
		title: "t",
		rows: "variant",
		columns: "metric",
		metrics: ["latencyMs"],
		where: { delegate: "xnpack" },
	};
	assert.match(
		problemOf({ tables: [table] }),
		/tables\[0\]\.where\.delegate: .*"xnnpack".*found "xnpack"/,
	);
	const named = { name: "xnpack", delegate: "xnnpack" };
	assert.is(problemOf({ tables: [table], delegates: [named] }), "");
	const published = {
		source: "s",
		figures: [{ cells: { delegate: "tpu" }, values: { latencyMs: 1 } }],
	};
	assert.match(problemOf({ published }), /figures\[0\]\.cells\.delegate/);
});

test("the LayersModel is for TensorFlow.js, and .tflite files are not", () => {
	const part: Partial<SuiteDeclaration> = {
		variants: ["source", "float32"],
		delegates: ["builtin", "tfjs-wasm"],
	};
	const reason = (rest: string) => reasonOf(`mnist-cnn/${rest}-t1@local`, part);
	assert.is(reason("source/tfjs-wasm"), "");
	assert.is(reason("float32/builtin"), "");
	assert.match(reason("source/builtin"), /name tfjs-wasm, tfjs-cpu/);
	assert.match(reason("float32/tfjs-wasm"), /float32 is a \.tflite file/);
	assert.match(
		reasonOf("net/source/tfjs-wasm-t1@local", part),
		/name as-is instead/,
	);
});

test("TensorFlow.js has one thread in WebAssembly and JavaScript, and says so for more", () => {
	const part: Partial<SuiteDeclaration> = {
		variants: ["source"],
		delegates: ["tfjs-wasm", "tfjs-cpu", "tfjs-node"],
		threads: [1, 2],
	};
	const reason = (rest: string) =>
		reasonOf(`mnist-cnn/source/${rest}@local`, part);
	assert.match(reason("tfjs-wasm-t2"), "one thread");
	assert.match(reason("tfjs-cpu-t2"), "one thread");
	assert.is(reason("tfjs-wasm-t1"), "");
	assert.is(reason("tfjs-node-t2"), "");
});

test("compiled files are for the Edge TPU or a library, and an Edge TPU is for compiled files", () => {
	const part: Partial<SuiteDeclaration> = {
		variants: ["as-is", "float32", "edgetpu"],
		delegates: [
			"xnnpack",
			"edgetpu",
			{ name: "stand-in", delegate: "external", library: "./tpu.so" },
		],
	};
	const reason = (rest: string) => reasonOf(`net/${rest}-t1@local`, part);
	assert.match(reason("edgetpu/xnnpack"), /only an Edge TPU runs/);
	assert.match(reason("float32/edgetpu"), /name the variant edgetpu/);
	for (const rest of [
		"edgetpu/edgetpu",
		"edgetpu/stand-in",
		"as-is/edgetpu",
		"float32/stand-in",
	]) {
		assert.is(reason(rest), "", rest);
	}
});

test.run();
