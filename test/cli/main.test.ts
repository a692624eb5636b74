import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { quantgrid } from "../support/cli.ts";
import { withFolder } from "../support/temporary-folder.ts";

/** Runs a command that must be refused, with the files it is given; gives what it says. */
async function refusal(
	args: readonly string[],
	files: Readonly<Record<string, string>> = {},
): Promise<string> {
	return withFolder(async (folder) => {
		for (const [name, content] of Object.entries(files)) {
			await writeFile(join(folder, name), content);
		}
		const { exitCode, stdout, stderr } = await quantgrid(args, { cwd: folder });
		assert.is(exitCode, 2, stderr);
		assert.is(stdout, "");
		assert.not.match(stderr, /^\s+at /m);
		return stderr.replaceAll(folder, "");
	});
}

test("an unknown command is refused", async () => {
	assert.match(await refusal(["rum"]), /unknown command 'rum'/);
});

test("a command without its argument is refused", async () => {
	assert.match(await refusal(["run"]), /missing required argument 'suite'/);
});

test("a preset that does not exist is refused with those that do", async () => {
	assert.match(
		await refusal(["run", "x.suite.ts", "--preset", "fast"]),
		/Allowed choices are smoke, quick, full/,
	);
});

test("a time limit that is no time is refused", async () => {
	assert.match(
		await refusal(["run", "x.suite.ts", "--time-limit", "soon"]),
		/Expected a duration such as 2h/,
	);
});

test("a suite file that is not there is refused by its name", async () => {
	assert.match(
		await refusal(["list", "no.suite.ts"]),
		/^quantgrid: no\.suite\.ts: there is no such suite file/,
	);
});

test("a suite that is not TypeScript is refused with the reason", async () => {
	assert.match(
		await refusal(["list", "a.suite.ts"], { "a.suite.ts": "export default {" }),
		/a\.suite\.ts: this suite cannot be loaded: /,
	);
});

test("a suite that throws is refused with what it threw", async () => {
	const files = { "a.suite.ts": 'throw new Error("not today");' };
	assert.match(
		await refusal(["list", "a.suite.ts"], files),
		/this suite cannot be loaded: not today\./,
	);
});

test("a module without a default export is refused", async () => {
	assert.match(
		await refusal(["list", "a.suite.ts"], {
			"a.suite.ts": "export const suite = {};",
		}),
		/expected the suite as the default export/,
	);
});

test("a suite in JSON that is not JSON is refused", async () => {
	assert.match(
		await refusal(["list", "a.json"], { "a.json": "{" }),
		/cannot be read as JSON/,
	);
});

test("a model that is not in the zoo is refused with those that are", async () => {
	const files = {
		"a.json": JSON.stringify({
			name: "a",
			models: ["mnist-cmn"],
			variants: ["float32"],
		}),
	};
	assert.match(
		await refusal(["run", "a.json"], files),
		/The network "mnist-cmn" is not in the zoo\. Known: .*mnist-cnn/,
	);
});

test("a device that is not known is refused before anything is run", async () => {
	const files = {
		"a.json": JSON.stringify({
			name: "a",
			models: ["mnist-cnn"],
			variants: ["float32"],
			devices: ["pi"],
		}),
	};
	assert.match(
		await refusal(["run", "a.json"], files),
		/the device "pi" is not known\. Known: local/,
	);
});

test("a device of the command line is looked for in place of the suite's", async () => {
	const suite = JSON.stringify({
		name: "small",
		models: ["mnist-cnn"],
		variants: ["float32"],
	});
	for (const command of ["run", "list"]) {
		assert.match(
			await refusal([command, "small.json", "--device", "my-board"], {
				"small.json": suite,
			}),
			/the device "my-board" is not known/,
		);
	}
});

test("a folder without a run has no report", async () => {
	assert.match(await refusal(["report", "."]), /journal/);
});

test("a suite in JSON is as good as one in TypeScript", async () => {
	await withFolder(async (folder) => {
		const suite = {
			name: "a",
			models: ["mnist-cnn"],
			variants: ["float32", "as-is"],
			delegates: ["builtin"],
		};
		await writeFile(join(folder, "a.json"), JSON.stringify(suite));
		const { exitCode, stdout } = await quantgrid(["list", "a.json"], {
			cwd: folder,
		});
		assert.is(exitCode, 0);
		assert.is(
			stdout,
			"mnist-cnn/float32/builtin-t1@local\nmnist-cnn/as-is/builtin-t1@local  unsupported: the variant as-is is for .tflite files; mnist-cnn is a network of the zoo, so name float32 instead\n",
		);
	});
});

test("help and version end well", async () => {
	await withFolder(async (folder) => {
		const help = await quantgrid(["--help"], { cwd: folder });
		assert.is(help.exitCode, 0);
		assert.match(help.stdout, /run .*list .*report .*inspect .*doctor/s);
		const version = await quantgrid(["--version"], { cwd: folder });
		assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
	});
});

test.run();
