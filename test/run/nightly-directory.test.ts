import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import { type Entry, JOURNAL_FORMAT } from "../../history/entry.ts";
import { appendEntry } from "../../history/journal.ts";
import { packageVersion } from "../../lib/package.ts";
import type { BuildResult } from "../../models/variants/build.ts";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import {
	type NightRequest,
	openNightDirectory,
} from "../../run/nightly-directory.ts";
import { suiteSha256 } from "../../run/run-directory.ts";
import { suiteOf } from "../support/entries.ts";
import { withFolder } from "../support/temporary-folder.ts";

const SUITE = suiteOf({
	name: "night",
	models: [{ name: "a", file: "a.tflite" }],
	variants: ["as-is"],
	delegates: ["builtin"],
	preset: "smoke",
});

const DEVICE: Device = {
	name: "local",
	profile: LOCAL_PROFILE,
	argvOf: () => [],
	run: async () => ({ status: "failed", error: "not asked for" }),
};

const built = (digit: string): BuildResult & { graph: object } => ({
	build: {
		status: "built",
		artifact: {
			path: "/a",
			sha256: digit.repeat(64),
			sizeBytes: 1,
			gzipBytes: 1,
			weights: "brought",
		},
	},
	graph: { inputs: [], outputs: [] },
});

const AT = "2026-01-02T00:00:00.000Z";

const RUN: Entry = {
	kind: "run",
	format: JOURNAL_FORMAT,
	at: AT,
	id: "20260102",
	suite: SUITE,
	suiteSha256: suiteSha256(SUITE),
	preset: "smoke",
	seed: 1,
	quantgridVersion: packageVersion(),
	commit: null,
	nightly: true,
};

const ARTIFACT: Entry = {
	kind: "artifact",
	at: AT,
	model: "a",
	variant: "as-is",
	build: built("a").build,
};

const CONCLUDED: Entry = {
	kind: "concluded",
	at: AT,
	baseline: [],
	said: [],
};

/** Opens the next night in a folder of runs, by their ids the entries of their journals. */
async function nextNight(
	runs: Readonly<Record<string, readonly Entry[] | string>>,
	overrides: Partial<NightRequest> = {},
) {
	return withFolder(async (folder) => {
		for (const [id, entries] of Object.entries(runs)) {
			const journal = join(folder, "night", id, "journal.jsonl");
			await mkdir(dirname(journal), { recursive: true });
			if (typeof entries === "string") {
				await writeFile(journal, entries);
			} else {
				for (const entry of entries) {
					appendEntry(journal, entry);
				}
			}
		}
		const night = await openNightDirectory({
			suite: SUITE,
			preset: "smoke",
			runs: folder,
			fresh: false,
			devices: new Map([["local", DEVICE]]),
			build: async () => built("a"),
			now: () => new Date("2026-01-03T00:00:00.000Z"),
			...overrides,
		});
		return {
			id: night.directory.slice(join(folder, "night").length + 1),
			notes: night.notes.join(" "),
			abandoned: night.abandoned?.run.id,
		};
	});
}

const NEW = "20260103T000000000Z";

test("a night goes on with the newest one that did not come to its end, and says so", async () => {
	const { id, notes } = await nextNight({
		"20260101": [RUN, ARTIFACT, CONCLUDED],
		"20260102": [RUN, ARTIFACT],
	});
	assert.is(id, "20260102");
	assert.match(
		notes,
		/^Going on with the nightly run that began on 2026-01-02/,
	);
});

test("a night begins anew after one that came to its end, whatever older ones did", async () => {
	const { id, notes } = await nextNight({
		"20260101": [RUN, ARTIFACT],
		"20260102": [RUN, ARTIFACT, CONCLUDED],
	});
	assert.is(id, NEW);
	assert.is(notes, "");
});

test("a night does not go on with a run that was no nightly, nor with a journal that cannot be read", async () => {
	const { nightly: _, ...plain } = RUN;
	const { id } = await nextNight({
		"20260101": [RUN, ARTIFACT],
		"20260102": [plain as Entry, ARTIFACT],
		"20260103": "",
		"20260104": '{"kind":"ru',
	});
	assert.is(id, "20260101");
});

test("a night begins anew where figures would not belong together, says why, and hands the old one over", async () => {
	const killed = { "20260102": [RUN, ARTIFACT] };
	const changes: readonly (readonly [RegExp, Partial<NightRequest>])[] = [
		[/the suite has changed since/, { suite: { ...SUITE, seed: 2 } }],
		[/the preset has changed from smoke to full since/, { preset: "full" }],
		[/the file of a\/as-is has changed/, { build: async () => built("b") }],
	];
	for (const [why, overrides] of changes) {
		const { id, notes, abandoned } = await nextNight(killed, overrides);
		assert.is(id, NEW);
		assert.match(notes, why);
		assert.is(abandoned, "20260102");
	}
	const old = { ...RUN, quantgridVersion: "0.0.1" } as Entry;
	const { notes } = await nextNight({ "20260102": [old, ARTIFACT] });
	assert.match(notes, /quantgrid has changed from 0\.0\.1 to /);
});

test("a fresh night begins anew without asking", async () => {
	const { id } = await nextNight(
		{ "20260102": [RUN, ARTIFACT] },
		{ fresh: true },
	);
	assert.is(id, NEW);
});

test.run();
