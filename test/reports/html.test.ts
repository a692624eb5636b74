import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import type { Language } from "../../reports/language.ts";
import { reportFiles } from "../../reports/report-files.ts";
import { deviceSaying } from "../support/entries.ts";
import { journalOf, MNIST_SUITE, mixedJournal } from "../support/examples.ts";
import { HOSTILE, HOSTILE_CHART } from "../support/hostile.ts";
import {
	type PageLook,
	type ShownPage,
	showFile,
} from "../support/shown-page.ts";

const executablePath = process.env.QUANTGRID_CHROMIUM ?? "/usr/bin/chromium";
const required = (process.env.QUANTGRID_REQUIRE ?? "")
	.split(",")
	.includes("chromium");
const folder = mkdtempSync(join(tmpdir(), "quantgrid-html-"));

type Look = PageLook & { readonly lang?: Language };

async function show(
	browser: Browser,
	entries: readonly Entry[],
	{ lang = "en", ...look }: Look = {},
): Promise<ShownPage> {
	const file = join(folder, "report.html");
	writeFileSync(
		file,
		(await reportFiles(entries, { lang })).get("report.html") ?? "",
	);
	const shown = await showFile(browser, file, look);
	if (look.javaScriptEnabled !== false) {
		await shown.page.waitForFunction(
			"document.querySelectorAll('figure[data-chart]:not([data-live])').length === 0",
		);
	}
	return shown;
}

const column = (page: Page, number: number) =>
	page
		.locator(`#cell-table tbody tr:not([hidden]) td:nth-child(${number})`)
		.allTextContents();

const html = suite("report.html in Chromium");
let browser: Browser;

html.before(async () => {
	browser = await chromium.launch({
		executablePath,
		args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
	});
});
html.after(async () => {
	await browser.close();
	rmSync(folder, { recursive: true });
});

html(
	"every chart is drawn live, nothing is complained of, and no request leaves the page",
	async () => {
		const { page, complaints, requests } = await show(browser, mixedJournal());
		const marks = await page
			.locator("figure[data-live] .plot svg")
			.evaluateAll((pictures) =>
				pictures.map(
					(picture) => picture.querySelectorAll(".role-mark path").length > 0,
				),
			);
		assert.equal(marks, [true, true, true, true, true]);
		assert.equal([complaints, requests], [[], []]);
		await page.close();
	},
);

html(
	"a click on a heading sorts the table by its figures, a second one the other way, absent ones last",
	async () => {
		const { page } = await show(browser, mixedJournal());
		const heading = page.getByRole("columnheader", {
			name: "latency [ms]",
			exact: true,
		});
		await heading.getByRole("button").click();
		assert.is(await heading.getAttribute("aria-sort"), "ascending");
		assert.equal(await column(page, 7), [
			"0.0162",
			"0.0202",
			"0.0202",
			"0.0908",
			"0.0908",
			"0.108*",
			"0.108*",
			"–",
		]);
		await heading.getByRole("button").press("Enter");
		assert.is(await heading.getAttribute("aria-sort"), "descending");
		assert.equal(await column(page, 7), [
			"0.108*",
			"0.108*",
			"0.0908",
			"0.0908",
			"0.0202",
			"0.0202",
			"0.0162",
			"–",
		]);
		await page
			.getByRole("columnheader", { name: "variant" })
			.getByRole("button")
			.click();
		assert.is(await heading.getAttribute("aria-sort"), "none");
		await page.close();
	},
);

html(
	"search and verdict leave the rows that fit, and say how many",
	async () => {
		const { page } = await show(browser, mixedJournal());
		const filter = page.locator("form.filter");
		await filter.getByLabel("Verdict").selectOption("invalid");
		assert.equal(await column(page, 5), [
			"invalid: spread too wide",
			"invalid: spread too wide",
			"invalid: crashed",
		]);
		await filter.getByLabel("Search").fill("FLOAT16 builtin");
		assert.equal(await column(page, 2), ["float16"]);
		assert.is(await filter.locator("output").textContent(), "1 / 8");
		await page.close();
	},
);

html("a mark tells its cell and figures under the mouse", async () => {
	const { page } = await show(browser, mixedJournal());
	await page
		.locator('figure[data-chart="latency"] path[aria-roledescription="point"]')
		.first()
		.hover();
	const tooltip = page.locator(".tooltip");
	await tooltip.waitFor({ state: "visible" });
	assert.is(
		await tooltip.innerText(),
		"cell mnist-cnn/float32/builtin-t1@local\nlatency [ms] 0.0908\n95 % interval [ms] 0.0899–0.0917\nlaunches 2\nverdict valid",
	);
	await page.close();
});

html("words from outside are shown as they are and never run", async () => {
	const entries = journalOf(
		{
			...MNIST_SUITE,
			title: HOSTILE,
			published: { source: HOSTILE, figures: [] },
			tables: [
				{ ...(MNIST_SUITE.tables?.[0] as object), title: HOSTILE } as never,
			],
			charts: [HOSTILE_CHART, { ...HOSTILE_CHART, kind: "line" }],
		},
		{
			latency: (cell) =>
				cell.threads === 1 ? { status: "failed", error: HOSTILE } : undefined,
			run: { id: HOSTILE },
			device: deviceSaying(HOSTILE),
		},
	);
	const { page, complaints, requests } = await show(browser, entries);
	assert.equal([complaints, requests], [[], []]);
	assert.is(await page.evaluate("window.hacked"), undefined);
	assert.is(
		await page.locator("img, script:not([type='application/json'])").count(),
		3,
	);
	assert.ok(
		(await page.locator("h1").textContent())?.includes(
			`<img src=x onerror="window.hacked=1">`,
		),
	);
	await page.close();
});

html(
	"a model's name from a foreign alphabet stands in the table and in the charts",
	async () => {
		const { page } = await show(
			browser,
			journalOf({ ...MNIST_SUITE, tables: [], models: ["手書き数字"] }),
			{ lang: "ja" },
		);
		assert.is(await page.locator("html").getAttribute("lang"), "ja");
		assert.is((await column(page, 1))[0], "手書き数字");
		assert.match(
			(await page.locator('figure[data-chart="latency"]').textContent()) ?? "",
			/手書き数字/,
		);
		await page.close();
	},
);

html(
	"without JavaScript the charts stand there as pictures, and no control that would do nothing",
	async () => {
		const { page, complaints } = await show(browser, mixedJournal(), {
			javaScriptEnabled: false,
		});
		assert.is(await page.locator("figure .plot svg").count(), 5);
		assert.is(await page.locator("form.filter").isVisible(), false);
		assert.is(await page.locator("th button").count(), 0);
		assert.equal(complaints, []);
		await page.close();
	},
);

html(
	"the page is never wider than the window, from a phone to a large screen",
	async () => {
		for (const width of [400, 800, 1600]) {
			const { page } = await show(browser, mixedJournal(), { width });
			assert.is(
				await page.evaluate("document.documentElement.scrollWidth"),
				width,
			);
			await page.close();
		}
	},
);

html(
	"no script but the page's own may run, and no connection be made",
	async () => {
		const { page, complaints } = await show(browser, mixedJournal());
		await page.evaluate(`{
		const script = document.createElement("script");
		script.textContent = "window.hacked = 6";
		document.body.append(script);
	}`);
		const reached = await page.evaluate(
			`fetch("https://example.org/").then(() => "reached", () => "refused")`,
		);
		assert.equal(
			[await page.evaluate("window.hacked"), reached],
			[undefined, "refused"],
		);
		assert.ok(
			complaints.every((complaint) =>
				/Content Security Policy/.test(complaint),
			) && complaints.length >= 2,
		);
		await page.close();
	},
);

if (existsSync(executablePath) || required) {
	html.run();
} else {
	console.log(
		`skipped: report.html needs Chromium at ${executablePath}; install it or name another with QUANTGRID_CHROMIUM`,
	);
	rmSync(folder, { recursive: true });
}
