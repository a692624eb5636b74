import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { type Chromium, startChromium } from "../../../lib/chromium.ts";
import { errorText } from "../../../lib/errors.ts";
import { RuntimeCrash } from "../session.ts";
import type { PageCalls } from "./page-api.ts";
import { type PageServer, servePage } from "./page-server.ts";

/** Calls a function of the page and waits for its answer. */
export type PageCall = <Name extends keyof PageCalls>(
	name: Name,
	argument: PageCalls[Name]["argument"],
) => Promise<PageCalls[Name]["answer"]>;

/** A page of LiteRT.js in a browser of its own, which must be closed. */
export type BrowserPage = {
	/** Rejects with a RuntimeCrash when the browser or the page dies, with an Error that says what the page threw. */
	readonly call: PageCall;
	/** Such as `Chromium 140.0.1.2`. */
	readonly browserVersion: string;
	/** The browser's main process; all others descend from it. */
	readonly pid: number;
	/** Opens the same address once more, in a process of its own. */
	fresh(): Promise<Pick<BrowserPage, "call" | "close">>;
	/** Ends the browser and the server. Closing twice is fine. */
	close(): Promise<void>;
};

/** Starts the browser and opens the page in it, with the model at hand. Rejects as `startChromium` does. */
export async function openBrowserPage(
	executable: string,
	model: Uint8Array,
	flags: readonly string[],
): Promise<BrowserPage> {
	const server = await servePage(model);
	try {
		const chromium = await startChromium(executable, flags);
		try {
			return await browserPage(chromium, server);
		} catch (error) {
			await chromium.close();
			throw error;
		}
	} catch (error) {
		await server.close();
		throw error;
	}
}

async function browserPage(
	chromium: Chromium,
	server: PageServer,
): Promise<BrowserPage> {
	const death = browserDeath(chromium);
	const first = await openPage({ chromium, death }, server.url);
	return {
		...first,
		browserVersion: `Chromium ${chromium.browser.version()}`,
		pid: chromium.pid,
		fresh: () => openPage({ chromium, death }, server.url),
		close: async () => {
			await chromium.close();
			await server.close();
		},
	};
}

type LivingBrowser = {
	readonly chromium: Chromium;
	/** Rejects with a RuntimeCrash when the browser ends. */
	readonly death: Promise<never>;
};

async function openPage(
	{ chromium, death }: LivingBrowser,
	url: string,
): Promise<Pick<BrowserPage, "call" | "close">> {
	const alive = <Result>(work: Promise<Result>) =>
		whileAlive({ chromium, death }, work);
	const context = await alive(chromium.browser.newContext());
	const page = await alive(context.newPage());
	const crash = pageCrash(page);
	const call: PageCall = (name, argument) => {
		const answer = callPage(page, name, argument);
		return alive(Promise.race([answer, crash]) as typeof answer).catch(
			(error: unknown) => {
				throw error instanceof RuntimeCrash ? error : pageError(error);
			},
		);
	};
	await alive(Promise.race([page.goto(url, { timeout: 0 }), crash]));
	return { call, close: () => context.close() };
}

// Playwright puts its own words before those of the page.
function pageError(error: unknown): Error {
	return new Error(errorText(error).replace(/^page\.evaluate: (Error: )?/, ""));
}

/** Work that a browser's end interrupts with a RuntimeCrash. */
function whileAlive<Result>(
	{ chromium, death }: LivingBrowser,
	work: Promise<Result>,
): Promise<Result> {
	const race = Promise.race([work, death]) as Promise<Result>;
	return race.catch(async (error: unknown) => {
		if (!chromium.browser.isConnected()) {
			// The connection may break before the process is seen to end.
			const patience = setTimeout(END_MS, undefined, { ref: false });
			await Promise.race([death, patience]);
		}
		throw error;
	});
}

/** How long a browser may take to end once its connection broke. */
const END_MS = 5000;

function callPage<Name extends keyof PageCalls>(
	page: Page,
	name: Name,
	argument: PageCalls[Name]["argument"],
): Promise<PageCalls[Name]["answer"]> {
	const answer: Promise<unknown> = page.evaluate(
		({ name, argument }) => {
			const { litertPage } = globalThis as unknown as {
				litertPage: Record<string, (argument: unknown) => unknown>;
			};
			return litertPage[name]?.(argument);
		},
		{ name: name as string, argument: argument as unknown },
	);
	// The types of the page's functions are lost on the way through the browser's protocol.
	return answer as Promise<PageCalls[Name]["answer"]>;
}

function browserDeath({ exited }: Chromium): Promise<never> {
	const death = exited.then(({ signal, exitCode, stderr }) => {
		throw new RuntimeCrash(`the browser ended: ${lastWords(stderr)}`, {
			signal,
			exitCode,
		});
	});
	// It also ends when nobody waits for an answer.
	death.catch(() => {});
	return death;
}

function pageCrash(page: Page): Promise<never> {
	const crash = new Promise<never>((_, reject) => {
		page.once("crash", () => {
			reject(
				new RuntimeCrash("the browser's page crashed", {
					signal: null,
					exitCode: null,
				}),
			);
		});
	});
	crash.catch(() => {});
	return crash;
}

function lastWords(stderr: string): string {
	const lines = stderr
		.split("\n")
		.filter((line) => /FATAL|ERROR/.test(line))
		.map((line) => line.trim());
	return lines.at(-1)?.slice(0, 300) ?? "it said nothing";
}
