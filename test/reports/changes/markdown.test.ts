import { test } from "uvu";
import * as assert from "uvu/assert";
import { digest } from "../../../reports/changes/digest.ts";
import { changesMarkdown } from "../../../reports/changes/markdown.ts";
import { codeSpan, quietText } from "../../../reports/markdown-text.ts";
import { changeOf, reportOf, sideOf } from "../../support/changes.ts";
import { madeUpReport } from "../../support/made-up-report.ts";

const PAGE = { page: "changes.html" };

const SLOWER = changeOf({
	cell: "cnn/int8/xnnpack-t1@local",
	verdict: "slower",
	regression: true,
	baseline: 10,
	current: 10.5,
	effect: 0.05,
	interval: { low: 0.04, high: 0.06 },
	pValue: 0.0001,
	evidence: {
		baseline: sideOf("zoo/a", [10, 10]),
		current: sideOf("zoo/b", [10.5, 10.5]),
	},
	confirmation: {
		baseline: sideOf("zoo/a", [10, 10]),
		current: sideOf("zoo/b", [10.5, 10.5]),
	},
	reason: "The tests agree.",
});

test("a report tells first what regressed, then on what that rests, and counts the rest", () => {
	const report = reportOf([changeOf(), SLOWER], {
		notes: ["The baseline is short."],
	});
	assert.is(
		changesMarkdown(digest(report), PAGE),
		`# zoo: 1 regressed

> The baseline is short.

Run zoo/2025-11-21T02-00-00 of 2025-11-21 02:00 UTC, commit 0123456789ab.  
Held against zoo/2025-11-20T02-00-00 of 2025-11-20 02:00 UTC.  
1 of 2 comparisons unchanged, in 2 cells.

## 🔴 Regressed (1)

- \`cnn/int8/xnnpack-t1@local\` **slower**: 10.0 → 10.5 ms, **+5.0 %**  
  Interval +4.0 % to +6.0 %, p = 0.0001; 2 launches of the baseline, 2 of this run; confirmed by 2 + 2 interleaved launches of both artifacts: 10.0 → 10.5 ms, +5.0 %. The tests agree. [Evidence](<changes.html#cnn%2Fint8%2Fxnnpack-t1%40local>)
`,
	);
});

test("a night without a change is told in its first line", () => {
	const [first] = changesMarkdown(digest(reportOf([changeOf()])), PAGE).split(
		"\n",
	);
	assert.is(first, "# zoo: nothing changed");
});

test("groups come with the gravest first, larger effects before smaller ones", () => {
	const text = changesMarkdown(
		digest(madeUpReport({ cells: 100, nights: 3 })),
		PAGE,
	);
	const titles = [...text.matchAll(/^## \S+ (.*) \(/gm)].map(
		([, title]) => title,
	);
	assert.equal(titles, [
		"Regressed",
		"Improved",
		"New",
		"Gone",
		"Not comparable",
		"Unstable",
		"Suspicious, but not confirmed",
		"Accepted",
	]);
	const effects = [...text.matchAll(/slower\*\*.*\*\*\+([\d.]+) %/g)].map(
		([, effect]) => Number(effect),
	);
	assert.equal(
		effects,
		effects.toSorted((a, b) => b - a),
	);
	assert.ok(effects.length > 2);
});

test("a huge grid is told within the bytes allowed, with what is left out", () => {
	const said = digest(madeUpReport({ cells: 4000, nights: 2 }));
	for (const mostBytes of [5000, 60_000]) {
		const text = changesMarkdown(said, { page: undefined, mostBytes });
		assert.ok(Buffer.byteLength(text) <= mostBytes);
		assert.match(text, /\n… and [\d,]+ more in changes\.html\.\n$/);
	}
});

test("a name or a reason of any length takes a few hundred letters", () => {
	const long = changeOf({
		...SLOWER,
		cell: "x".repeat(100_000),
		reason: "y".repeat(100_000),
	});
	const text = changesMarkdown(digest(reportOf([long])), { page: undefined });
	assert.ok(text.length < 3000);
	assert.match(text, /x{399}…/);
});

test("without a page the evidence is named instead of linked", () => {
	const text = changesMarkdown(digest(reportOf([SLOWER])), {
		page: undefined,
	});
	assert.not.match(text, /\]\(/);
	assert.match(text, /Evidence: `changes\.html#cnn%2Fint8/);
});

test("words from outside become neither markup, HTML, links nor calls to people", () => {
	const words =
		"| `a` **b** [c](javascript:x) <img onerror=1> @someone https://evil.example #12 \n# d";
	const text = changesMarkdown(
		digest(
			reportOf(
				[{ ...SLOWER, cell: `\`\`${words}`, reason: words, accepted: words }],
				{ notes: [words] },
			),
		),
		PAGE,
	);
	const withoutCode = text.replaceAll(/```.*?```/g, "");
	assert.not.match(withoutCode, /<img|@someone|:\/\/|[^\\]\[c\]|#12|^# d/m);
	assert.match(
		text,
		/```` ``\| `a` .*\[c\]\(javascript:x\).* ````|``` ``\| `a`/,
	);
});

test("a link's address holds nothing that could end it", () => {
	const text = changesMarkdown(
		digest(reportOf([{ ...SLOWER, cell: "a)>b (c) \ud800 ü" }])),
		PAGE,
	);
	assert.match(
		text,
		/\[Evidence\]\(<changes\.html#a%29%3Eb%20%28c%29%20%EF%BF%BD%20%C3%BC>\)/,
	);
});

test("a code span holds any run of backticks", () => {
	assert.is(codeSpan("a"), "`a`");
	assert.is(codeSpan("a`b``c"), "```a`b``c```");
	assert.is(codeSpan("`a`"), "`` `a` ``");
});

test("a quiet text is the same text, but for blanks without width", () => {
	const text = "see #12 by @who at https://x.example/ or www.x.example";
	assert.is(
		quietText(text).replaceAll("\u200b", "").replaceAll("\\", ""),
		text,
	);
});

test.run();
