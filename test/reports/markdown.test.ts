import { test } from "uvu";
import * as assert from "uvu/assert";
import { toMarkdown } from "../../reports/markdown.ts";
import { summarize } from "../../reports/summary.ts";
import { accuracyOutcome } from "../support/entries.ts";
import { journalOf, MNIST_SUITE, mixedJournal } from "../support/examples.ts";

function sectionsOf(markdown: string): ReadonlyMap<string, string> {
	return new Map(
		markdown
			.split(/^## /m)
			.slice(1)
			.map((section) => {
				const [title = "", ...lines] = section.split("\n");
				return [title, lines.join("\n").trim()];
			}),
	);
}

const markdown = (lang: "en" | "ja" | "ko" = "en") =>
	toMarkdown(summarize(mixedJournal()), {
		lang,
		charts: [{ name: "size", title: "File size" }],
	});

test("the report begins with its title and the declared table, published figures beside ours", () => {
	assert.is(
		markdown().slice(0, markdown().indexOf("## All cells")),
		`# MNIST, float32 against float16

## The document's table

| variant | accuracy | published | time \\[ms\\] | published | file size \\[KB\\] | published |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| float32 | 0.9600 | 0.9601 | 214 | 1941 | 84.2 | 83.0 |
| float16 | 0.9600 | 0.9601 | 210 | 1938 | 43.9 | 44.0 |

Published figures from: TensorFlow tutorial exercise, Section 3.

`,
	);
});

test("every cell has a row, and untrusted medians their mark", () => {
	const rows = sectionsOf(markdown()).get("All cells")?.split("\n") ?? [];
	assert.is(rows.length, 10);
	assert.is(
		rows[3],
		"| mnist-cnn | float32 | builtin | 2 | 0.9600 | 0.108\\* | 0.0800–0.136 | 0.0768 | 0.138 | 5.32 | 0.324 | 214 | 84.2 | 77.4 | 92.0 | 2 | 5,778 | – | – | – | – | invalid: spread too wide |",
	);
});

test("each verdict is listed with its reason and advice", () => {
	assert.is(
		sectionsOf(markdown()).get("Figures not to be trusted"),
		`- **mnist-cnn/float32/builtin-t2@local, mnist-cnn/float16/builtin-t2@local: invalid: spread too wide**  
  reason: the interval over 2 launches, 0.0800 to 0.136 ms, is ±26 % of the median; at most ±10 % is trusted; others used the machine: its load average reached 3.4 on 2 cores  
  advice: Measure on an idle machine at a fixed clock rate, or with more launches (--preset quick or full).
- **mnist-cnn/float16/xnnpack-t2@local: invalid: crashed**  
  reason: 2 × crashed with SIGSEGV  
  advice: Try the file with the delegate builtin and one thread, and look at it with quantgrid inspect.`,
	);
});

test("disagreements are listed once for all cells that share them", () => {
	assert.is(
		sectionsOf(markdown()).get("Disagreements with the reference"),
		`**mnist-cnn/float16/builtin-t1@local, mnist-cnn/float16/builtin-t2@local, mnist-cnn/float16/xnnpack-t1@local, mnist-cnn/float16/xnnpack-t2@local**

2 of 1,000 predictions differ (agreement 0.9980); right by the reference alone: 1, by the variant alone: 1 (McNemar's exact test: p = 1); the outputs of the first 16 samples differ by at most 0.001, on average by 0.001.

| sample | reference (float32) | variant |
| ---: | --- | --- |
| 3 | 4 (true class is number 2) | 3 (right) |
| 777 | 7 (right) | 8 (true class is number 2) |`,
	);
});

test("of very many disagreements the first are listed and the others counted", () => {
	const entries = journalOf(MNIST_SUITE, {
		accuracy: ({ variant }) =>
			accuracyOutcome({
				wrong:
					variant === "float16"
						? Array.from({ length: 300 }, (_, index) => index)
						: [],
			}),
	});
	const listed =
		sectionsOf(toMarkdown(summarize(entries), { lang: "en", charts: [] })).get(
			"Disagreements with the reference",
		) ?? "";
	assert.is(listed.match(/^\| \d+ \|/gm)?.length, 20);
	assert.match(listed, /… \+280 \(results\.json\)$/);
});

test("method and environment are told", () => {
	const sections = sectionsOf(markdown());
	assert.match(
		sections.get("Method") ?? "",
		/^Preset smoke: each cell is launched 2 times.*at least 64 samples over at least 0\.3 s/,
	);
	assert.match(
		sections.get("Environment") ?? "",
		/\| cpuModel \| Example CPU @ 2\.40GHz \|/,
	);
	assert.match(sections.get("Environment") ?? "", /\| governor \| not told \|/);
});

test("charts are linked to the pictures beside the report", () => {
	assert.is(
		sectionsOf(markdown()).get("Charts"),
		"![File size](charts/size.svg)",
	);
});

test("headings come in Japanese and Korean", () => {
	assert.ok(sectionsOf(markdown("ja")).has("信頼できない値"));
	assert.ok(sectionsOf(markdown("ko")).has("측정 방법"));
});

test("words from outside become neither markup nor HTML nor table cells", () => {
	const entries = journalOf(
		{ ...MNIST_SUITE, title: "# [a](javascript:x) <b>" },
		{
			latency: () => ({
				status: "failed",
				error: "| <script>alert(1)</script> **`x`** |\n# heading",
			}),
		},
	);
	const text = toMarkdown(summarize(entries), { lang: "en", charts: [] });
	assert.not.match(text, /<script|<b>|[^\\]\[a\]|^# heading/m);
	assert.match(
		text,
		/\\\| &lt;script&gt;alert\(1\)&lt;\/script&gt; \\\*\\\*\\`x\\`\\\*\\\* \\\| \\# heading/,
	);
});

test.run();
