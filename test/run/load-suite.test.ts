import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { loadSuite, type SuiteOverrides } from "../../run/load-suite.ts";
import { withFolder } from "../support/temporary-folder.ts";

const DECLARATION = {
	name: "small",
	models: ["mnist-cnn"],
	variants: ["float32"],
	devices: ["board"],
};

const devicesOf = (overrides?: SuiteOverrides): Promise<readonly string[]> =>
	withFolder(async (folder) => {
		const file = join(folder, "small.json");
		await writeFile(file, JSON.stringify(DECLARATION));
		return (await loadSuite(file, overrides)).devices;
	});

test("devices named on the command line stand in place of the suite's, in their order", async () => {
	assert.equal(await devicesOf({ devices: ["pi", "local"] }), ["pi", "local"]);
});

test("without any the suite's own devices stay", async () => {
	assert.equal(await devicesOf(), ["board"]);
	assert.equal(await devicesOf({ devices: [] }), ["board"]);
});

test("a name that is none, and a device named twice, are refused as in a suite", async () => {
	for (const devices of [["../pi"], ["pi", "pi"]]) {
		try {
			await devicesOf({ devices });
			assert.unreachable();
		} catch (error) {
			assert.instance(error, UserError);
			assert.match((error as Error).message, /devices.*: expected/);
		}
	}
});

test.run();
