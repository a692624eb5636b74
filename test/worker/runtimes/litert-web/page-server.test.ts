/// <reference lib="dom" />

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	type Chromium,
	findChromium,
	startChromium,
} from "../../../../lib/chromium.ts";
import type { PageApi } from "../../../../worker/runtimes/litert-web/page-api.ts";
import { servePage } from "../../../../worker/runtimes/litert-web/page-server.ts";
import { hasChromium } from "../../../support/chromium.ts";
import { DENSE, tinyModelBytes } from "../../../support/tiny-models.ts";

const HOW = { accelerator: "wasm", threads: 2, precision: undefined } as const;

test("the server gives its files under a path that cannot be guessed, and nothing else", async () => {
	await withServer(async (url) => {
		const { origin, pathname } = new URL(url);
		assert.match(pathname, /^\/[0-9a-f]{32}\/$/);
		for (const [path, type] of [
			["", "text/html; charset=utf-8"],
			["page.js", "text/javascript"],
			["core.js", "text/javascript"],
			["wasm/litert_wasm_threaded_internal.wasm", "application/wasm"],
			["model", "application/octet-stream"],
		]) {
			const response = await fetch(url + path);
			await response.arrayBuffer();
			assert.is(response.status, 200);
			assert.is(response.headers.get("content-type"), type);
		}
		for (const address of [
			`${origin}/`,
			`${origin}/model`,
			`${url}page.ts`,
			`${url}..%2fmain.js`,
			`${url}wasm/`,
		]) {
			assert.is((await fetch(address)).status, 404);
		}
	});
});

test("the server listens on the loopback interface only", async () => {
	await withServer(async (url) => {
		assert.is(new URL(url).hostname, "127.0.0.1");
	});
});

if (hasChromium()) {
	test("the page is isolated, and loading, compiling and running ask this server alone", async () => {
		await withPage(async (page, { url, requests }) => {
			assert.is(
				await page.evaluate(() => globalThis.crossOriginIsolated),
				true,
			);
			await page.evaluate(async (how) => {
				const { litertPage } = globalThis as unknown as { litertPage: PageApi };
				await litertPage.prepare(how);
				await litertPage.open(how);
				await litertPage.infer([[new Float32Array(4)]]);
			}, HOW);
			assert.ok(requests.length > 6);
			assert.equal(
				requests.filter((request) => !request.startsWith(url)),
				[],
			);
		});
	});

	test("the page may connect to no other server, on this machine or elsewhere, and run no other script", async () => {
		await withPage(async (page) => {
			const blocked = await page.evaluate(async () => {
				const fails = (work: () => Promise<unknown>) =>
					work().then(
						() => false,
						() => true,
					);
				return {
					elsewhere: await fails(() => fetch("https://example.com/")),
					neighbour: await fails(() => fetch("http://127.0.0.1:1/")),
					inline: await fails(async () => {
						const script = document.createElement("script");
						script.textContent = "globalThis.hacked = true";
						document.body.append(script);
						if (!("hacked" in globalThis)) {
							throw new Error("blocked");
						}
					}),
				};
			});
			assert.equal(blocked, {
				elsewhere: true,
				neighbour: true,
				inline: true,
			});
		});
	});
}

test.run();

async function withServer(body: (url: string) => Promise<void>): Promise<void> {
	const server = await servePage(tinyModelBytes(DENSE));
	try {
		await body(server.url);
	} finally {
		await server.close();
	}
}

type Page = Awaited<ReturnType<Chromium["browser"]["newPage"]>>;

type Visit = { readonly url: string; readonly requests: readonly string[] };

async function withPage(
	body: (page: Page, visit: Visit) => Promise<void>,
): Promise<void> {
	await withServer(async (url) => {
		const found = findChromium();
		assert.is(found.status, "found");
		const { path } = found as { path: string };
		const chromium = await startChromium(path, []);
		try {
			const context = await chromium.browser.newContext();
			const requests: string[] = [];
			context.on("request", (request) => requests.push(request.url()));
			const page = await context.newPage();
			await page.goto(url);
			await body(page, { url, requests });
		} finally {
			await chromium.close();
		}
	});
}
