import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { anchorOf } from "../../../reports/changes/anchor.ts";
import {
	changeOf,
	nightAt,
	nightKey,
	reportOf,
} from "../../support/changes.ts";
import { LARGE, pageTests } from "../../support/changes-page.ts";

const { html, show, run } = pageTests("changes.html in Chromium");

const cellRows = (page: Page) => page.locator('tr[data-row="cell"]');
const count = (page: Page) => page.locator("form.filter output").textContent();
const namesOf = (page: Page, many: number) =>
	page
		.locator('tr[data-row="cell"] th')
		.evaluateAll(
			(names, many) => names.slice(0, many).map((name) => name.textContent),
			many,
		);

html(
	"an opened cell shows its launches on both sides and again, and its trend with band and verdict",
	async () => {
		const { page, complaints, requests } = await show(LARGE);
		await cellRows(page).first().getByRole("button").click();
		const detail = page.locator('tr[data-row="detail"]');
		const strips = detail.getByRole("img", { name: "latency of each launch" });
		assert.is(await strips.locator("circle").count(), 20);
		assert.equal(
			await strips
				.locator("text")
				.allTextContents()
				.then((texts) => texts.filter((text) => text.includes("launches"))),
			[
				"baseline, 5 launches",
				"this run, 5 launches",
				"confirmed: baseline, 5 launches",
				"confirmed: this run, 5 launches",
			],
		);
		const trend = detail.getByRole("img", { name: "over 30 nights" });
		assert.is(await trend.locator("circle").count(), 31);
		assert.is(await trend.locator("rect").count(), 1);
		assert.match((await trend.textContent()) ?? "", /slower \+\d/);
		assert.equal([complaints, requests], [[], []]);
		await page.close();
	},
);

html(
	"a trend marks its change points, and the verdicts of nights before",
	async () => {
		const { page } = await show(
			reportOf([changeOf()], {
				trends: [
					{
						cell: changeOf().cell,
						nights: Array.from({ length: 20 }, (_, night) => ({
							run: nightKey(night),
							at: nightAt(night),
							medianMs: night < 12 ? 10 : 11,
							interval: undefined,
						})),
						changePoints: [
							{ run: nightKey(12), at: nightAt(12), effect: 0.1, pValue: 1e-6 },
						],
						band: { low: 9.9, high: 10.1 },
						verdicts: [
							{ run: nightKey(12), verdict: "slower", confirmed: true },
						],
					},
				],
			}),
			{ anchor: anchorOf(changeOf().cell) },
		);
		const trend = page.getByRole("img", { name: "over 20 nights" });
		const text = (await trend.textContent()) ?? "";
		assert.match(text, /\+10 %, p < 0\.0001/);
		assert.match(text, /2025-12-02: slower/);
		await page.close();
	},
);

html(
	"a thousand cells are searched, filtered by verdict and counted",
	async () => {
		const { page } = await show(LARGE);
		assert.is(await count(page), "1000 / 1000");
		await page.getByLabel("Search").fill("MODEL-12/ xnnpack");
		assert.is(await count(page), "8 / 1000");
		await page.getByLabel("Search").fill("");
		await page.getByLabel("Verdict").selectOption({ label: "Accepted (10)" });
		assert.is(await count(page), "10 / 1000");
		assert.is(await cellRows(page).count(), 10);
		await page.close();
	},
);

html(
	"rows come as the reader scrolls, until all thousand are there",
	async () => {
		const { page } = await show(LARGE);
		assert.ok((await cellRows(page).count()) < 400);
		const more = page.locator("#more");
		for (let turn = 0; turn < 20 && (await more.isVisible()); turn += 1) {
			await more.evaluate((button) => (button as HTMLButtonElement).click());
		}
		assert.is(await cellRows(page).count(), 1000);
		await page.close();
	},
);

html(
	"the gravest cells come first; a heading sorts by its column",
	async () => {
		const { page } = await show(LARGE);
		const verdicts = page.locator('tr[data-row="cell"] td:nth-child(2)');
		assert.is(await verdicts.first().textContent(), "Regressed");
		const latency = page.getByRole("columnheader", { name: "latency" });
		await latency.getByRole("button").press("Enter");
		assert.is(await latency.getAttribute("aria-sort"), "ascending");
		assert.match(
			(await cellRows(page).first().textContent()) ?? "",
			/−[\d.]+ % faster/,
		);
		const name = page.getByRole("columnheader", { name: "cell" });
		await name.getByRole("button").click();
		const names = await namesOf(page, 50);
		const { compare } = new Intl.Collator("en", { numeric: true });
		assert.equal(
			names,
			names.toSorted((a, b) => compare(a ?? "", b ?? "")),
		);
		await page.close();
	},
);

html("an address opens its cell, however far down it stands", async () => {
	const cell = "model-61/int8/builtin-t4@local";
	const { page } = await show(LARGE, { anchor: anchorOf(cell) });
	const open = page.locator('button[aria-expanded="true"]');
	assert.is(await open.textContent(), cell);
	assert.is(await page.locator('tr[data-row="detail"]').count(), 1);
	await page.close();
});

html(
	"a link among the claims opens its cell, even where a filter hides it",
	async () => {
		const { page } = await show(LARGE);
		await page.getByLabel("Search").fill("nothing has this name");
		assert.is(await cellRows(page).count(), 0);
		const link = page.locator(".claims a").first();
		const name = await link.textContent();
		await link.click();
		assert.is(
			await page.locator('button[aria-expanded="true"]').textContent(),
			name,
		);
		await page.close();
	},
);

html("the page is never wider than the window, opened or not", async () => {
	for (const width of [400, 1600]) {
		const { page } = await show(LARGE, { width });
		await cellRows(page).first().getByRole("button").click();
		assert.is(
			await page.evaluate("document.documentElement.scrollWidth"),
			width,
		);
		await page.close();
	}
});

run();
