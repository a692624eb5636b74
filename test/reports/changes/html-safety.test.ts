import * as assert from "uvu/assert";
import type { ChangeReport } from "../../../compare/comparison.ts";
import { anchorOf } from "../../../reports/changes/anchor.ts";
import { changeFiles } from "../../../reports/changes/change-files.ts";
import { changeOf, reportOf, sideOf } from "../../support/changes.ts";
import { LARGE, pageTests } from "../../support/changes-page.ts";
import { HOSTILE } from "../../support/hostile.ts";

const { html, browser, show, run } = pageTests("untrusted words in Chromium");

html("words from outside are shown as they are and never run", async () => {
	const cell = `${HOSTILE} javascript:alert(1) \u202egnol`;
	const report = reportOf(
		[
			changeOf({
				cell,
				verdict: "slower",
				regression: true,
				accepted: HOSTILE,
				reason: HOSTILE,
				evidence: { baseline: sideOf(HOSTILE, [1]), current: sideOf("b", [2]) },
			}),
			changeOf({
				metric: "outcome",
				verdict: "newly-failing",
				cell: "b",
				regression: true,
				reason: HOSTILE,
			}),
		],
		{
			notes: [HOSTILE],
			trends: [
				{
					cell,
					nights: [
						{ run: HOSTILE, at: HOSTILE, medianMs: 1, interval: undefined },
					],
					changePoints: [{ run: HOSTILE, at: HOSTILE, effect: 1, pValue: 1 }],
					band: undefined,
				},
			],
		},
	);
	const { page, complaints, requests } = await show(report, {
		anchor: anchorOf(cell),
	});
	assert.is(await page.evaluate("window.hacked"), undefined);
	assert.is(
		await page.locator("img, script:not([type='application/json'])").count(),
		1,
	);
	const shown = await page
		.locator('button[aria-expanded="true"]')
		.textContent();
	assert.ok(shown?.includes(`<img src=x onerror="window.hacked=1">`));
	assert.ok(shown?.includes("javascript:alert(1) \ufffdgnol"));
	assert.ok(
		(await page.locator('tr[data-row="detail"]').textContent())?.includes(
			"</script><script>window.hacked=2</script>",
		),
	);
	assert.equal([complaints, requests], [[], []]);
	const hrefs = await page
		.locator("a")
		.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
	assert.ok(hrefs.every((href) => href?.startsWith("#")));
	await page.close();
});

html(
	"no script but the page's own may run, and no connection be made",
	async () => {
		const { page, complaints } = await show(reportOf([changeOf()]));
		const made = await page.evaluate(`(() => {
		const script = document.createElement("script");
		script.textContent = "window.hacked = 6";
		document.body.append(script);
		return window.hacked;
	})()`);
		const reached = await page.evaluate(
			`fetch("https://example.org/").then(() => "reached", () => "refused")`,
		);
		assert.equal([made, reached], [undefined, "refused"]);
		assert.ok(complaints.some((text) => /Content Security Policy/.test(text)));
		await page.close();
	},
);

html("without JavaScript the page tells what changed", async () => {
	const { page } = await show(LARGE, { javaScriptEnabled: false });
	assert.is(await page.locator("form.filter").isVisible(), false);
	assert.match(
		(await page.locator("#regressed").textContent()) ?? "",
		/slower/,
	);
	assert.ok(await page.locator("noscript").isVisible());
	await page.close();
});

html(
	"changes.junit.xml is well-formed whatever stands in it, and fails for certain regressions alone",
	async () => {
		const hostile = changeOf({
			cell: `\u0000\u000b\ufffe\ud800 ]]> ${HOSTILE}`,
			metric: "size",
			verdict: "larger",
			regression: true,
			reason: `&amp; ${HOSTILE}`,
		});
		const report: ChangeReport = {
			...LARGE,
			comparison: {
				...LARGE.comparison,
				changes: [hostile, ...LARGE.comparison.changes],
			},
		};
		const xml = String((await changeFiles(report)).get("changes.junit.xml"));
		const page = await browser().newPage();
		const found = await page.evaluate((text) => {
			const parsed = new DOMParser().parseFromString(text, "application/xml");
			const counted = (selector: string) =>
				parsed.querySelectorAll(selector).length;
			return {
				errors: counted("parsererror"),
				cases: counted("testsuites > testsuite > testcase"),
				failures: counted("testcase > failure"),
				skipped: counted("testcase > skipped"),
				evidence: counted("testcase > system-out"),
				told: parsed.documentElement.getAttribute("failures"),
			};
		}, xml);
		// Of 1,000 made-up cells 40 are slower, 25 less accurate and 20 larger, 10 of which were accepted.
		assert.equal(found, {
			errors: 0,
			cases: 4001,
			failures: 76,
			skipped: 30,
			evidence: 4001,
			told: "76",
		});
		await page.close();
	},
);

run();
