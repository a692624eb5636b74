import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Suite } from "../../plan/suite.ts";
import { chartProblems, chartsOf } from "../../reports/charts/all.ts";
import { checkPivots } from "../../reports/pivot-check.ts";
import { summarize } from "../../reports/summary.ts";
import { tablesOf } from "../../reports/tables.ts";
import { loadSuite } from "../../run/load-suite.ts";
import { runEntry } from "../support/entries.ts";

const FOLDER = resolve(import.meta.dirname, "../../../suites");

const suiteNamed = (name: string): Promise<Suite> =>
	loadSuite(join(FOLDER, `${name}.suite.ts`));

/** The summary of a run that measured nothing. */
const emptyRun = async (name: string) =>
	summarize([runEntry(await suiteNamed(name))]);

test("every suite that comes along loads, and its tables and charts can be drawn", async () => {
	const files = readdirSync(FOLDER).filter((file) => /\.suite\.ts$/.test(file));
	assert.ok(files.includes("thread-scaling.suite.ts"));
	for (const file of files) {
		checkPivots(await loadSuite(join(FOLDER, file)));
	}
});

test("thread scaling without a board shows the document's tables of the Raspberry Pi and the Jetson Nano", async () => {
	const summary = await emptyRun("thread-scaling");
	const published = tablesOf(summary, "en").flatMap((table) =>
		"rows" in table && /^Latency .*published$/.test(table.title) ? [table] : [],
	);
	assert.is(published.length, 8);
	assert.equal(
		published
			.filter(({ title }) => /raspberry.*mobilenet-v2/.test(title))
			.map(({ headings, rows }) => [
				headings,
				...rows.map(({ heading, fields }) => [
					heading,
					...fields.map(({ text }) => text),
				]),
			]),
		[
			[
				["threads", "float32", "dynamic-range", "float16", "int8", "full-int8"],
				["1", "366", "452", "361", "272", "274"],
				["2", "239", "418", "240", "154", "153"],
				["3", "251", "422", "240", "118", "116"],
				["4", "218", "415", "217", "99.0", "98.0"],
			],
		],
	);
});

test("thread scaling without a board draws both boards, and the Jetson against the Raspberry Pi", async () => {
	const titles = chartsOf(await emptyRun("thread-scaling"), "en").map(
		({ title }) => title,
	);
	assert.equal(titles, [
		"Latency against threads · device raspberry-pi-3b-plus · delegate builtin",
		"Latency against threads · device jetson-nano · delegate builtin",
		"Speed-up against threads · device raspberry-pi-3b-plus · delegate builtin",
		"Speed-up against threads · device jetson-nano · delegate builtin",
		"Parallel efficiency against threads · device raspberry-pi-3b-plus · delegate builtin",
		"Parallel efficiency against threads · device jetson-nano · delegate builtin",
		"Device against device · jetson-nano / raspberry-pi-3b-plus",
	]);
});

test("post-training draws the published sizes and latencies when nothing was measured", async () => {
	const summary = await emptyRun("post-training");
	const titles = chartsOf(summary, "en").map(({ title }) => title);
	assert.ok(titles.includes("File sizes of the models"));
	assert.ok(
		titles.includes("Latency with one thread · device google-colab"),
		titles.join("\n"),
	);
	assert.ok(
		chartProblems(summary, "en").every(({ title }) => /local/.test(title)),
	);
});

test.run();
