import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findChromium, startChromium } from "../../lib/chromium.ts";
import { sweepProfiles } from "../../lib/chromium-profile.ts";
import { browserProcessesOf, hasChromium, until } from "../support/chromium.ts";
import { withFolder } from "../support/temporary-folder.ts";

test("QUANTGRID_CHROMIUM comes before the PATH, and the PATH's names in their order", async () => {
	await withFolder(async (folder) => {
		for (const name of ["google-chrome", "chromium-browser", "mine"]) {
			writeFileSync(join(folder, name), "#!/bin/sh\n");
			chmodSync(join(folder, name), 0o755);
		}
		const PATH = `/nowhere:${folder}`;
		assert.equal(
			findChromium({ PATH, QUANTGRID_CHROMIUM: join(folder, "mine") }),
			{ status: "found", path: join(folder, "mine") },
		);
		assert.equal(findChromium({ PATH }), {
			status: "found",
			path: join(folder, "chromium-browser"),
		});
	});
});

test("a QUANTGRID_CHROMIUM that is no program is said so, rather than passed over", async () => {
	for (const named of ["/nowhere/chromium", "chromium", "/tmp"]) {
		const found = findChromium({
			PATH: process.env.PATH,
			QUANTGRID_CHROMIUM: named,
		});
		assert.is(found.status, "missing");
		assert.match(JSON.stringify(found), JSON.stringify(named).slice(1, -1));
	}
});

test("where no browser is found, the reason says how to get one", () => {
	if (process.platform === "darwin") {
		return;
	}
	assert.match(
		JSON.stringify(findChromium({ PATH: "/nowhere" })),
		/No Chromium was found.*apt install chromium.*QUANTGRID_CHROMIUM/,
	);
});

test("a sweep removes the profiles of processes that are gone, and no other folder", async () => {
	await withFolder(async (folder) => {
		const GONE = 2 ** 22 + 1;
		const kept = [
			`quantgrid-chromium-${process.pid}-Ab12Cd`,
			"quantgrid-chromium-x-Ab12Cd",
			"other",
		];
		const swept = `quantgrid-chromium-${GONE}-Ab12Cd`;
		for (const name of [...kept, swept]) {
			mkdirSync(join(folder, name, "Default"), { recursive: true });
		}
		sweepProfiles(folder);
		assert.not(existsSync(join(folder, swept)));
		assert.ok(kept.every((name) => existsSync(join(folder, name))));
	});
});

if (hasChromium() && process.platform === "linux") {
	test("a closed browser leaves no process and no profile", async () => {
		const found = findChromium();
		assert.is(found.status, "found");
		const chromium = await startChromium((found as { path: string }).path, []);
		const [main] = browserProcessesOf(process.pid);
		const profile = /--user-data-dir=([^\0]+)/.exec(main?.command ?? "")?.[1];
		assert.ok(existsSync(profile ?? ""));
		await chromium.close();
		await chromium.close();
		await until(
			() => browserProcessesOf(process.pid).length === 0 || undefined,
		);
		assert.not(existsSync(profile ?? ""));
	});
}

test.run();
