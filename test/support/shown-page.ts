import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

/** A page as a browser shows it, with all that it complained of and asked for. */
export type ShownPage = {
	readonly page: Page;
	readonly complaints: readonly string[];
	/** What was asked for besides the page itself. */
	readonly requests: readonly string[];
};

/** How a page is looked at. */
export type PageLook = {
	readonly javaScriptEnabled?: boolean;
	readonly width?: number;
	/** What stands behind `#` in the address. */
	readonly anchor?: string;
};

/** Opens a file in a browser. */
export async function showFile(
	browser: Browser,
	file: string,
	{ javaScriptEnabled = true, width = 1200, anchor }: PageLook = {},
): Promise<ShownPage> {
	const page = await browser.newPage({
		javaScriptEnabled,
		viewport: { width, height: 900 },
	});
	page.setDefaultTimeout(10_000);
	const complaints: string[] = [];
	const requests: string[] = [];
	const address = pathToFileURL(file).href;
	page.on("console", (message) => complaints.push(message.text()));
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("request", (request) => {
		if (request.url().split("#")[0] !== address) {
			requests.push(request.url());
		}
	});
	await page.goto(anchor === undefined ? address : `${address}#${anchor}`);
	return { page, complaints, requests };
}
