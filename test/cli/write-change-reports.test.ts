import { readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	appendJobSummary,
	writeChangeReports,
} from "../../cli/write-change-reports.ts";
import { UserError } from "../../lib/errors.ts";
import { madeUpReport } from "../support/made-up-report.ts";
import { withFolder } from "../support/temporary-folder.ts";

const REPORT = madeUpReport({ cells: 20, nights: 10 });

test("a report is written in every format, with pictures of what regressed", () =>
	withFolder(async (folder) => {
		const paths = await writeChangeReports(REPORT, join(folder, "new"));
		const names = paths.map((path) => relative(join(folder, "new"), path));
		assert.equal(
			names.filter((name) => !name.endsWith(".png")),
			[
				"changes.md",
				"changes.html",
				"changes.json",
				"changes.junit.xml",
				"custom-smaller-is-better.json",
				"bmf.json",
				"charts/regression-1.svg",
			],
		);
		for (const path of paths) {
			assert.ok((await stat(path)).size > 0, path);
		}
	}));

test("a folder that cannot be written is told", () =>
	withFolder(async (folder) => {
		const file = join(folder, "file");
		await writeFile(file, "");
		const error = await writeChangeReports(REPORT, join(file, "x")).catch(
			(thrown: unknown) => thrown,
		);
		assert.instance(error, UserError);
		assert.match((error as Error).message, /the report cannot be written/);
	}));

test("the report is appended to the summary of a GitHub step, and only there", () =>
	withFolder(async (folder) => {
		const path = join(folder, "summary.md");
		await writeFile(path, "before\n");
		const environment = { GITHUB_STEP_SUMMARY: path };
		assert.is(await appendJobSummary(REPORT, { environment }), true);
		assert.is(await appendJobSummary(REPORT, { environment: {} }), false);
		const text = await readFile(path, "utf8");
		assert.match(text, /^before\n# zoo: 3 regressed/);
		assert.match(text, /Evidence: `changes\.html#/);
	}));

test("a summary never grows beyond what GitHub takes", () =>
	withFolder(async (folder) => {
		const path = join(folder, "summary.md");
		const environment = { GITHUB_STEP_SUMMARY: path };
		const large = madeUpReport({ cells: 2000, nights: 2 });
		await writeFile(path, "x".repeat(2 ** 20 - 10_000));
		assert.is(await appendJobSummary(large, { environment }), true);
		assert.ok((await stat(path)).size <= 2 ** 20);
		await writeFile(path, "x".repeat(2 ** 20 - 100));
		assert.is(await appendJobSummary(large, { environment }), false);
	}));

test("a published page is linked from the summary", () =>
	withFolder(async (folder) => {
		const path = join(folder, "summary.md");
		const page = "https://reports.example/changes.html";
		await appendJobSummary(REPORT, {
			page,
			environment: { GITHUB_STEP_SUMMARY: path },
		});
		assert.match(
			await readFile(path, "utf8"),
			/\[Evidence\]\(<https:\/\/reports\.example\/changes\.html#model-0/,
		);
	}));

test("a summary that cannot be written is told", async () => {
	const error = await appendJobSummary(REPORT, {
		environment: { GITHUB_STEP_SUMMARY: "/nowhere/summary.md" },
	}).catch((thrown: unknown) => thrown);
	assert.instance(error, UserError);
});

test.run();
