import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { identityOf, stateOf } from "../../lib/process-identity.ts";
import { tryLock } from "../../lib/process-lock.ts";
import { withFolder } from "../support/temporary-folder.ts";

const CONTENDER = fileURLToPath(
	new URL("../fixtures/lock-contender.js", import.meta.url),
);

/** The number of a process that has ended. */
async function endedProcess() {
	const child = spawn(process.execPath, ["--eval", ""], { stdio: "ignore" });
	const identity = identityOf(child.pid);
	await once(child, "close");
	return identity;
}

function writeHolder(folder: string, holder: unknown): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "1"), JSON.stringify(holder));
}

const HELD = { since: "2026-01-01T00:00:00.000Z", purpose: "test" };

test("a lock is held by one and tells the other who, since when and what for", async () => {
	await withFolder(async (folder) => {
		const first = tryLock(join(folder, "lock"), "the first");
		const second = tryLock(join(folder, "lock"), "the second");
		assert.is(first.status, "locked");
		assert.is(second.status, "held");
		if (second.status === "held") {
			assert.is(second.holder.purpose, "the first");
			assert.is(second.holder.process.pid, process.pid);
			assert.match(second.holder.since, /^\d{4}-\d\d-\d\dT/);
		}
	});
});

test("a released lock is free again, as often as it is taken", async () => {
	await withFolder(async (folder) => {
		for (let time = 0; time < 30; time += 1) {
			const attempt = tryLock(folder, "again");
			assert.is(attempt.status, "locked");
			if (attempt.status === "locked") {
				attempt.release();
			}
		}
	});
});

test("the lock of a process that ended is taken over", async () => {
	await withFolder(async (folder) => {
		writeHolder(folder, { ...HELD, process: await endedProcess() });
		assert.is(tryLock(folder, "next").status, "locked");
	});
});

test("a process that was given the number of a dead one does not keep its lock", async () => {
	await withFolder(async (folder) => {
		const own = identityOf();
		const earlier =
			own.startTicks === null ? null : String(Number(own.startTicks) - 1);
		const dead = { ...own, startTicks: earlier };
		assert.is(stateOf(dead), own.startTicks === null ? "alive" : "dead");
		writeHolder(folder, { ...HELD, process: { ...own, bootId: "another" } });
		assert.is(tryLock(folder, "next").status, "locked");
	});
});

test("a lock of another machine is not taken over, since nobody here can tell whether its process runs", async () => {
	await withFolder(async (folder) => {
		const host = `not-${hostname()}`;
		writeHolder(folder, { ...HELD, process: { ...identityOf(), host } });
		const attempt = tryLock(folder, "next");
		assert.is(attempt.status, "held");
	});
});

test("a damaged lock file locks nobody out", async () => {
	await withFolder(async (folder) => {
		writeFileSync(join(folder, "7"), '{"process":{"pid":-1');
		assert.is(tryLock(folder, "next").status, "locked");
	});
});

test("of processes that contend and are killed while they hold the lock, never two have it at once", async () => {
	await withFolder(async (folder) => {
		const ends = Array.from({ length: 6 }, async () => {
			const child = spawn(
				process.execPath,
				[CONTENDER, join(folder, "lock"), join(folder, "witness"), "25"],
				{ stdio: ["ignore", "ignore", "pipe"] },
			);
			let stderr = "";
			child.stderr.setEncoding("utf8").on("data", (text: string) => {
				stderr += text;
			});
			const [exitCode, signal] = await once(child, "close");
			return { exitCode, signal, stderr };
		});
		for (const end of await Promise.all(ends)) {
			assert.equal(end, { exitCode: null, signal: "SIGKILL", stderr: "" });
		}
	});
});

test.run();
