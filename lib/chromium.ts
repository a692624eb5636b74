import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Browser } from "playwright-core";
import {
	makeProfile,
	removeProfile,
	sweepProfiles,
} from "./chromium-profile.ts";

/** Where a Chromium lies, or why there is none and the way to get it. */
export type FoundChromium =
	| { readonly status: "found"; readonly path: string }
	| { readonly status: "missing"; readonly reason: string };

/** How a browser's process ended. */
export type BrowserExit = {
	readonly exitCode: number | null;
	readonly signal: string | null;
	/** The last lines it wrote to stderr. */
	readonly stderr: string;
};

/** A running browser, which must be closed. */
export type Chromium = {
	/** Playwright's connection to it. */
	readonly browser: Browser;
	/** The browser's main process; all others descend from it. */
	readonly pid: number;
	/** Settles when the main process has ended, however it ended. */
	readonly exited: Promise<BrowserExit>;
	/** Ends all its processes and removes its profile. Closing twice is fine. */
	close(): Promise<void>;
};

/** A browser that ended before it could be talked to. */
export class ChromiumStartError extends Error {
	readonly exit: BrowserExit;

	constructor(exit: BrowserExit) {
		super(
			exit.signal === null
				? `it ended with exit code ${exit.exitCode}: ${lastLine(exit.stderr)}`
				: `it was ended by ${exit.signal}`,
		);
		this.exit = exit;
	}
}

const NAMES = [
	"chromium",
	"chromium-browser",
	"google-chrome",
	"google-chrome-stable",
	"chrome",
	"microsoft-edge",
	"msedge",
];

const MAC_APPLICATIONS = [
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** How to get a browser that `findChromium` finds. */
export const CHROMIUM_WAY_OUT =
	"Install Chromium or Google Chrome (Debian and Ubuntu: apt install chromium; macOS: brew install --cask chromium), or set QUANTGRID_CHROMIUM to the path of one.";

/**
 * Finds a browser: the file that `QUANTGRID_CHROMIUM` names, else the usual names on the PATH, else the usual
 * applications of macOS.
 */
export function findChromium(
	environment: Readonly<Record<string, string | undefined>> = process.env,
): FoundChromium {
	const named = environment.QUANTGRID_CHROMIUM;
	if (named !== undefined && named !== "") {
		return isAbsolute(named) && isExecutable(named)
			? { status: "found", path: named }
			: {
					status: "missing",
					reason: `QUANTGRID_CHROMIUM is ${JSON.stringify(named)}, which is not the absolute path of a program. ${CHROMIUM_WAY_OUT}`,
				};
	}
	const suffix = process.platform === "win32" ? ".exe" : "";
	const folders = (environment.PATH ?? "").split(delimiter).filter(isAbsolute);
	const candidates = [
		...NAMES.flatMap((name) =>
			folders.map((folder) => join(folder, name + suffix)),
		),
		...(process.platform === "darwin" ? MAC_APPLICATIONS : []),
	];
	const path = candidates.find(isExecutable);
	return path === undefined
		? {
				status: "missing",
				reason: `No Chromium was found. ${CHROMIUM_WAY_OUT}`,
			}
		: { status: "found", path };
}

/**
 * Starts a headless browser with a profile of its own and connects Playwright to it. Its processes stay in this process's
 * group, and they end by themselves when this process dies, however it dies. Rejects with a ChromiumStartError when the
 * browser ends before it listens.
 */
export async function startChromium(
	path: string,
	flags: readonly string[],
): Promise<Chromium> {
	sweepProfiles();
	const profile = makeProfile();
	// Descriptors 3 and 4 are the browser's lifeline: it ends when they reach their end of file.
	const child = spawn(path, [...flagsFor(profile), ...flags, "about:blank"], {
		stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
		env: { ...process.env, ...temporaryFolder(profile) },
	});
	const { exited, listening } = attend(child);
	let closing: Promise<void> | undefined;
	const close = (browser?: Browser): Promise<void> => {
		closing ??= end(child, { browser, exited, profile });
		return closing;
	};
	try {
		const endpoint = await listening;
		const { chromium } = await import("playwright-core");
		const browser = await chromium.connectOverCDP(endpoint, { isLocal: true });
		const pid = child.pid as number;
		return { browser, pid, exited, close: () => close(browser) };
	} catch (error) {
		const exit = await settledWithin(exited, END_MS);
		await close();
		throw exit === undefined ? error : new ChromiumStartError(exit);
	}
}

/** How long a browser may take to end once talking to it failed. */
const END_MS = 2000;

async function settledWithin<Value>(
	promise: Promise<Value>,
	ms: number,
): Promise<Value | undefined> {
	const patience = new AbortController();
	const late = setTimeout(ms, undefined, { signal: patience.signal });
	try {
		return await Promise.race([promise, late]);
	} finally {
		patience.abort();
		late.catch(() => {});
	}
}

function flagsFor(profile: string): readonly string[] {
	return [
		"--headless=new",
		// Playwright connects to the port, which is on the loopback interface only; the pipe is the lifeline.
		"--remote-debugging-port=0",
		"--remote-debugging-pipe",
		`--user-data-dir=${profile}`,
		"--no-first-run",
		"--no-default-browser-check",
		"--disable-breakpad",
		"--disable-extensions",
		"--disable-sync",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-background-timer-throttling",
		"--disable-renderer-backgrounding",
		"--disable-backgrounding-occluded-windows",
		"--mute-audio",
		"--password-store=basic",
		"--use-mock-keychain",
		// No name but the loopback address resolves, so the browser itself cannot reach out either.
		"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
		...(process.platform === "linux" ? ["--disable-dev-shm-usage"] : []),
		// The sandbox refuses to run as root.
		...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
	];
}

// The browser leaves a folder for its socket in TMPDIR when it is killed. On macOS the socket's path would grow too long.
function temporaryFolder(profile: string): Readonly<Record<string, string>> {
	return process.platform === "linux" ? { TMPDIR: profile } : {};
}

const STDERR_TAIL = 8192;

function attend(child: ChildProcess): {
	readonly exited: Promise<BrowserExit>;
	readonly listening: Promise<string>;
} {
	let stderr = "";
	let listen: (endpoint: string) => void = () => {};
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		stderr = (stderr + text).slice(-STDERR_TAIL);
		const endpoint = /DevTools listening on (ws:\S+)/.exec(stderr)?.[1];
		if (endpoint !== undefined) {
			listen(endpoint);
		}
	});
	for (const lifeline of child.stdio.slice(3)) {
		// A browser that dies breaks its pipes; its end says all there is to say.
		lifeline?.on("error", () => {});
	}
	const exited = once(child, "exit").then(
		([exitCode, signal]) => ({ exitCode, signal, stderr }),
		(error: Error) => ({ exitCode: null, signal: null, stderr: error.message }),
	);
	const listening = new Promise<string>((resolve, reject) => {
		listen = resolve;
		exited.then((exit) => reject(new ChromiumStartError(exit)));
	});
	return { exited, listening };
}

type Ending = {
	readonly browser: Browser | undefined;
	readonly exited: Promise<BrowserExit>;
	readonly profile: string;
};

async function end(
	child: ChildProcess,
	{ browser, exited, profile }: Ending,
): Promise<void> {
	child.kill("SIGKILL");
	await exited;
	await browser?.close().catch(() => {});
	for (const stream of child.stdio) {
		stream?.destroy();
	}
	await removeProfile(profile);
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

function lastLine(text: string): string {
	const lines = text.split("\n").map((line) => line.trim());
	return (lines.findLast((line) => line !== "") ?? "it said nothing").slice(
		0,
		300,
	);
}
