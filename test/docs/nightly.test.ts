import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nightlyCommand } from "../../cli/nightly.ts";
import { withSuite } from "../support/tiny-suite.ts";

const PAGE = readFileSync(
	resolve(import.meta.dirname, "../../../docs/nightly.md"),
	"utf8",
);

const MAIN = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** The blocks of the page in a language, in their order. */
function blocks(language: string): readonly string[] {
	return [...PAGE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(
		([, found, text]) => (found === language ? (text ?? "") : []),
	);
}

/** A folder as the page supposes it: a suite, and quantgrid installed. */
async function withBench(
	body: (folder: string) => Promise<void>,
): Promise<void> {
	await withSuite(async (folder) => {
		await rename(join(folder, "tiny.suite.ts"), join(folder, "bench.suite.ts"));
		await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
		// As npm installs it: a program that node starts.
		await writeFile(
			join(folder, "node_modules/.bin/quantgrid"),
			`#!/usr/bin/env node\nimport(${JSON.stringify(MAIN)});\n`,
			{ mode: 0o755 },
		);
		await body(folder);
	});
}

/** Runs a command line as cron does: by sh, in another folder, with hardly any environment. */
function runLine(line: string, env: Readonly<Record<string, string>>) {
	const path = [dirname(process.execPath), env.PATH].join(delimiter);
	return spawnSync("/bin/sh", ["-c", line], {
		cwd: "/",
		env: { ...env, PATH: path },
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
	});
}

test("the line of the crontab runs a night and is silent about a good one", async () => {
	await withBench(async (folder) => {
		const [crontab = ""] = blocks("crontab");
		const [path = "", line = ""] = crontab.trim().split("\n");
		const [, command = ""] = /^(?:\S+ ){5}(.*)$/.exec(line) ?? [];
		// A percent sign would end the command of a crontab (crontab(5)).
		assert.not.match(command, /%/);
		const result = runLine(command.replaceAll("/srv/bench", folder), {
			HOME: folder,
			PATH: path.replace(/^PATH=/, ""),
		});
		assert.is(result.status, 0, result.stderr);
		assert.is(result.stdout + result.stderr, "");
		const log = readFileSync(join(folder, "nightly.log"), "utf8");
		assert.match(log, /^quantgrid nightly tiny: the first run, .*html$/m);
		assert.ok(existsSync(join(folder, "runs/.history/runs/tiny")));
		assert.ok(existsSync(join(folder, ".local/state/quantgrid/locks")));
	});
});

test("systemd takes the service and the timer, and the service starts a night", async () => {
	await withBench(async (folder) => {
		const [service = "", timer = ""] = blocks("ini").map((text) =>
			text.replaceAll("/srv/bench", folder),
		);
		const [, start = ""] = /^ExecStart=(.*)$/m.exec(service) ?? [];
		checkWords(start.split(" ").slice(1));
		assert.ok(existsSync(start.split(" ")[0] ?? ""));
		const found = spawnSync("systemd-analyze", ["--version"]);
		if (found.error !== undefined) {
			console.log("skipped: systemd-analyze is not installed.");
			return;
		}
		const units = [
			["quantgrid-nightly.service", service],
			["quantgrid-nightly.timer", timer],
		] as const;
		for (const [name, text] of units) {
			await writeFile(join(folder, name), text);
		}
		const verified = spawnSync(
			"systemd-analyze",
			["verify", ...units.map(([name]) => join(folder, name))],
			{ encoding: "utf8" },
		);
		assert.is(verified.stderr, "");
		assert.is(verified.status, 0);
	});
});

test("the workflow is plain YAML whose commands exist", () => {
	const [workflow = ""] = blocks("yaml");
	for (const line of workflow.trim().split("\n")) {
		// Of YAML only `key: value` and `- item`, indented by two spaces: what every reader reads alike.
		assert.match(line, /^(?: {2})*(?:- )?(?:[\w-]+:(?: .+)?|[\w/@.-]+)$/);
	}
	const runs = [...workflow.matchAll(/^ +- run: (.*)$/gm)].map(
		([, command]) => command ?? "",
	);
	assert.is(runs[0], "npm ci");
	const [npx, program, ...words] = (runs[1] ?? "").split(" ");
	assert.is(`${npx} ${program}`, "npx quantgrid");
	checkWords(words);
	assert.is(runs.length, 2);
});

test("every nightly that the page shows has options that there are, and the page shows every option", () => {
	const shown = blocks("sh").flatMap((text) =>
		text.split("\n").filter((line) => line.startsWith("quantgrid nightly")),
	);
	assert.ok(shown.length >= 2);
	for (const line of shown) {
		checkWords(line.split(" ").slice(1));
	}
	for (const { long } of nightlyCommand(() => {}).options) {
		assert.ok(long === "--lang" || PAGE.includes(`\`${long}`), String(long));
	}
});

/** Fails unless commander takes the words that follow `quantgrid`. */
function checkWords(words: readonly string[]): void {
	const [name, ...rest] = words;
	assert.is(name, "nightly");
	const command = nightlyCommand(() => {}).exitOverride();
	const { operands, unknown } = command.parseOptions([...rest]);
	assert.equal(unknown, []);
	assert.equal(operands, ["bench.suite.ts"]);
}

test.run();
