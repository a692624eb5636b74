import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { readSmallFiles, writeSmallFile } from "../lib/small-files.ts";
import { type Said, saidSchema } from "../plan/said.ts";

/** Far above what a night can say of ten thousand cells. */
const MOST_BYTES = 4_000_000;

const schema = z.array(saidSchema);

/** What the nightly reports of a suite said, by the keys of their runs, and a sentence for each file that is damaged. */
export type SaidBefore = {
	readonly runs: ReadonlyMap<string, readonly Said[]>;
	readonly notes: readonly string[];
};

/** Keeps what the report of a recorded run says. Rejects with the disk's error. */
export async function keepSaid(
	folder: string,
	key: string,
	said: readonly Said[],
): Promise<void> {
	const path = pathOfSaid(folder, key);
	await mkdir(dirname(path), { recursive: true });
	await writeSmallFile(dirname(path), nameOf(key), said);
}

/** Reads what the nightly reports of a suite said. */
export async function readSaid(
	folder: string,
	suite: string,
): Promise<SaidBefore> {
	const { values, notes } = await readSmallFiles(
		join(saidFolder(folder), suite),
		schema,
		MOST_BYTES,
	);
	return {
		runs: new Map(
			[...values].map(([name, said]) => [`${suite}/${name}`, said]),
		),
		notes,
	};
}

/** Forgets what the report of a run said. Rejects with the disk's error. */
export async function forgetSaid(folder: string, key: string): Promise<void> {
	await rm(pathOfSaid(folder, key), { force: true });
}

function pathOfSaid(folder: string, key: string): string {
	return join(saidFolder(folder), `${key}.json`);
}

function nameOf(key: string): string {
	return key.slice(key.indexOf("/") + 1);
}

function saidFolder(folder: string): string {
	return join(resolve(folder), "said");
}
