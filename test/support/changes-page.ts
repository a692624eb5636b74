import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { suite, type Test } from "uvu";
import type { ChangeReport } from "../../compare/comparison.ts";
import { findChromium } from "../../lib/chromium.ts";
import { changeFiles } from "../../reports/changes/change-files.ts";
import { hasChromium } from "./chromium.ts";
import { madeUpReport } from "./made-up-report.ts";
import { type PageLook, type ShownPage, showFile } from "./shown-page.ts";

/** A report on a thousand cells and thirty nights. */
export const LARGE = madeUpReport({ cells: 1000, nights: 30 });

/** Tests of changes.html in a browser. */
export type PageTests = {
	readonly html: Test;
	readonly browser: () => Browser;
	/** Shows the page of a report. */
	readonly show: (report: ChangeReport, look?: PageLook) => Promise<ShownPage>;
	/** Runs the tests, where there is a browser. */
	readonly run: () => void;
};

/** Makes a suite of tests that share a browser. */
export function pageTests(title: string): PageTests {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-changes-"));
	const html = suite(title);
	let browser: Browser;
	html.before(async () => {
		const found = findChromium();
		browser = await chromium.launch({
			executablePath: found.status === "found" ? found.path : "",
			args: [
				"--no-sandbox",
				"--disable-gpu",
				"--disable-background-networking",
			],
		});
	});
	html.after(async () => {
		await browser.close();
		rmSync(folder, { recursive: true });
	});
	return {
		html,
		browser: () => browser,
		show: async (report, look) => {
			const file = join(folder, report === LARGE ? "large.html" : "other.html");
			if (report !== LARGE || !existsSync(file)) {
				const files = await changeFiles(report);
				writeFileSync(file, files.get("changes.html") ?? "");
			}
			return showFile(browser, file, look);
		},
		run: () => {
			if (hasChromium()) {
				html.run();
			} else {
				rmSync(folder, { recursive: true });
			}
		},
	};
}
