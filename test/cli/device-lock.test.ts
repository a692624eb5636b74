import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readJournal } from "../../history/journal.ts";
import { type CommandResult, quantgrid } from "../support/cli.ts";
import { afterLines, withSuite } from "../support/tiny-suite.ts";

test("a run that finds another in progress on its device says so and leaves nothing behind", async () => {
	await withSuite(async (folder) => {
		let second: Promise<CommandResult> | undefined;
		const first = await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
			meanwhile: afterLines(folder, 3, () => {
				second = quantgrid(["run", "tiny.suite.ts", "--out", "other"], {
					cwd: folder,
				});
			}),
		});
		const refused = await second;
		assert.is(first.exitCode, 0, first.stderr);
		assert.is(refused?.exitCode, 2);
		assert.match(
			refused?.stderr ?? "",
			/^quantgrid: local: "quantgrid run tiny" is in progress since \d{4}-.* \(process \d+\).* wait for it with --wait\.$/m,
		);
		assert.not(existsSync(join(folder, "other")));
	});
});

test("with --wait a run begins when the other has ended", async () => {
	await withSuite(async (folder) => {
		let second: Promise<CommandResult> | undefined;
		await quantgrid(["run", "tiny.suite.ts", "--out", "out"], {
			cwd: folder,
			meanwhile: afterLines(folder, 3, () => {
				second = quantgrid(
					["run", "tiny.suite.ts", "--out", "other", "--wait"],
					{ cwd: folder },
				);
			}),
		});
		const waited = await second;
		assert.is(waited?.exitCode, 0, waited?.stderr);
		assert.match(waited?.stderr ?? "", /Waiting for its end\./);
		const [first, other] = await Promise.all(
			["out", "other"].map((name) =>
				readJournal(join(folder, name, "journal.jsonl")),
			),
		);
		assert.ok((first?.entries.at(-1)?.at ?? "") <= (other?.run.at ?? ""));
	});
});

test.run();
