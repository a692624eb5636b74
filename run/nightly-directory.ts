import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Device } from "../devices/device.ts";
import { type Journal, readJournal } from "../history/journal.ts";
import { UserError } from "../lib/errors.ts";
import { packageVersion } from "../lib/package.ts";
import type { Preset } from "../plan/axes.ts";
import { expandSuite, profilesOf } from "../plan/expand.ts";
import type { Suite } from "../plan/suite.ts";
import { type Builder, buildArtifacts, ChangedFileError } from "./artifacts.ts";
import {
	JOURNAL_FILE,
	openRunDirectory,
	type RunDirectory,
	suiteSha256,
} from "./run-directory.ts";

/** A nightly run that is to begin, or to go on where an earlier one was killed. */
export type NightRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	/** The folder of all runs. */
	readonly runs: string;
	/** Whether a new run is begun even where an earlier one could go on. */
	readonly fresh: boolean;
	readonly devices: ReadonlyMap<string, Device>;
	readonly build: Builder;
	readonly now: () => Date;
};

/** The folder of a nightly run, and what the user should know of how it was found. */
export type NightDirectory = RunDirectory & {
	readonly notes: readonly string[];
	/** The journal of an earlier night that did not come to its end and does not go on. */
	readonly abandoned: Journal | undefined;
};

/**
 * The folder of the newest nightly run of a suite where that one did not come to its conclusion and its figures would
 * belong together with those measured now; a new folder otherwise. Rejects with a UserError when it cannot be made.
 */
export async function openNightDirectory(
	request: NightRequest,
): Promise<NightDirectory> {
	const parent = join(request.runs, request.suite.name);
	const newest = request.fresh ? undefined : await newestNight(parent);
	if (newest === undefined || isConcluded(newest.resumed)) {
		return begin(request, undefined);
	}
	const { directory, resumed } = newest;
	const began = `the nightly run that began on ${resumed.run.at} and did not come to its end (${directory})`;
	const change = await changeSince(resumed, request);
	return change === undefined
		? { ...newest, notes: [`Going on with ${began}.`], abandoned: undefined }
		: begin(request, {
				note: `Beginning a new run: ${change} since ${began}. What that one measured is kept.`,
				journal: resumed,
			});
}

async function begin(
	{ suite, runs, now }: NightRequest,
	instead: { readonly note: string; readonly journal: Journal } | undefined,
): Promise<NightDirectory> {
	const place = await openRunDirectory({
		suite,
		runs,
		out: undefined,
		resume: false,
		now: now(),
	});
	const notes = instead === undefined ? [] : [instead.note];
	return { ...place, notes, abandoned: instead?.journal };
}

type Begun = RunDirectory & { readonly resumed: Journal };

/** The newest nightly run of a folder; one whose journal cannot be read cannot go on and is passed over. */
async function newestNight(parent: string): Promise<Begun | undefined> {
	const ids = existsSync(parent) ? await readdir(parent) : [];
	for (const id of ids.toSorted().toReversed()) {
		const directory = join(parent, id);
		const journal = join(directory, JOURNAL_FILE);
		const resumed = await readIfWhole(journal);
		if (resumed?.run.nightly === true) {
			return { directory, journal, resumed };
		}
	}
	return undefined;
}

async function readIfWhole(path: string): Promise<Journal | undefined> {
	try {
		return await readJournal(path);
	} catch (error) {
		if (error instanceof UserError) {
			return undefined;
		}
		throw error;
	}
}

function isConcluded({ entries }: Journal): boolean {
	return entries.some(({ kind }) => kind === "concluded");
}

/** What has changed since a run began, so that its figures and those of now would not belong together. */
async function changeSince(
	{ run, entries }: Journal,
	{ suite, preset, devices, build }: NightRequest,
): Promise<string | undefined> {
	if (run.suiteSha256 !== suiteSha256(suite)) {
		return "the suite has changed";
	}
	if (run.preset !== preset) {
		return `the preset has changed from ${run.preset} to ${preset}`;
	}
	if (run.quantgridVersion !== packageVersion()) {
		return `quantgrid has changed from ${run.quantgridVersion} to ${packageVersion()}`;
	}
	try {
		await buildArtifacts({
			models: suite.models,
			cells: expandSuite(suite, profilesOf(devices)).flatMap(
				({ cell, unsupported }) => (unsupported === undefined ? [cell] : []),
			),
			before: entries,
			build,
			record: () => {},
		});
		return undefined;
	} catch (error) {
		if (error instanceof ChangedFileError) {
			return `the file of ${error.what} has changed`;
		}
		throw error;
	}
}
