import { test } from "uvu";
import * as assert from "uvu/assert";
import { UserError } from "../../lib/errors.ts";
import { reportFiles } from "../../reports/report-files.ts";
import { FINISHED } from "../support/entries.ts";
import { mixedJournal } from "../support/examples.ts";

test("a report is results, two texts and three files for each chart", async () => {
	const files = await reportFiles(mixedJournal(), { lang: "en" });
	const expected = [
		"accuracy",
		"latency",
		"launches",
		"size",
		"threads",
	].flatMap((name) => [`charts/${name}.svg`, `charts/${name}.vl.json`]);
	const paths = [...files.keys()]
		.filter((path) => !path.endsWith(".png"))
		.toSorted();
	assert.equal(paths, [
		...expected,
		"report.html",
		"report.md",
		"results.csv",
		"results.json",
	]);
	const pngs = [...files.keys()].filter((path) => path.endsWith(".png")).length;
	assert.ok(pngs === 5 || pngs === 0);
});

test("a chart's Vega-Lite file stands by itself, with its data and its look", async () => {
	const files = await reportFiles(mixedJournal(), { lang: "en" });
	const { $schema, data, config } = JSON.parse(
		String(files.get("charts/latency.vl.json")),
	);
	assert.is($schema, "https://vega.github.io/schema/vega-lite/v6.json");
	assert.is(data.values.length, 7);
	assert.is(config.background, "#ffffff");
});

test("the same journal gives the same report, byte for byte", async () => {
	const [first, second] = [
		await reportFiles(mixedJournal(), { lang: "ko" }),
		await reportFiles(mixedJournal(), { lang: "ko" }),
	];
	assert.equal([...first.keys()], [...second.keys()]);
	for (const [path, content] of first) {
		assert.ok(
			Buffer.from(content).equals(Buffer.from(second.get(path) ?? "")),
			path,
		);
	}
});

test("entries that are no journal are refused", async () => {
	const error = await reportFiles([FINISHED], { lang: "en" }).catch(
		(thrown: unknown) => thrown,
	);
	assert.instance(error, UserError);
});

test.run();
