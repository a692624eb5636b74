import { copyFile, link, mkdir, readdir, stat } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { errorCode } from "../lib/errors.ts";
import { sha256File } from "../lib/hash.ts";
import { replaceFile } from "../lib/whole-file.ts";
import type { Artifact } from "../plan/artifact.ts";

/** The extensions that artifacts have; those of the variant `source` are `.tfjs`. */
const EXTENSIONS = [".tflite", ".tfjs"] as const;

/** An artifact in a history. */
export type KeptArtifact = { readonly sha256: string; readonly path: string };

/**
 * Keeps the files of artifacts in a history, as hard links where the disk allows it, so that they can be measured again.
 * Gives those whose file is gone or is not what it was, of which nothing is kept. Rejects with the disk's error.
 */
export async function keepArtifacts(
	folder: string,
	artifacts: readonly Artifact[],
): Promise<readonly Artifact[]> {
	const lost: Artifact[] = [];
	await mkdir(artifactsFolder(folder), { recursive: true });
	for (const artifact of artifacts) {
		const kept = await artifactPath(folder, artifact.sha256);
		if (kept === undefined && !(await keep(folder, artifact))) {
			lost.push(artifact);
		}
	}
	return lost;
}

/** The file of an artifact in a history; undefined where it is not kept or was damaged since. */
export async function artifactPath(
	folder: string,
	sha256: string,
): Promise<string | undefined> {
	for (const extension of EXTENSIONS) {
		const path = join(artifactsFolder(folder), `${sha256}${extension}`);
		if (/^[0-9a-f]{64}$/.test(sha256) && (await holds(path, sha256))) {
			return path;
		}
	}
	return undefined;
}

/** The artifacts that a history keeps. */
export async function listArtifacts(
	folder: string,
): Promise<readonly KeptArtifact[]> {
	const parent = artifactsFolder(folder);
	const names = await readdir(parent).catch((error) => {
		if (errorCode(error) === "ENOENT") {
			return [];
		}
		throw error;
	});
	return names.flatMap((name) => {
		const [, sha256] = /^([0-9a-f]{64})\.(?:tflite|tfjs)$/.exec(name) ?? [];
		return sha256 === undefined ? [] : [{ sha256, path: join(parent, name) }];
	});
}

/** The folder in a history that holds the artifacts. */
export function artifactsFolder(folder: string): string {
	return join(resolve(folder), "artifacts");
}

async function keep(
	folder: string,
	{ path, sha256 }: Artifact,
): Promise<boolean> {
	if (!(await holds(path, sha256))) {
		return false;
	}
	const extension = EXTENSIONS.find((each) => each === extname(path));
	const place = join(
		artifactsFolder(folder),
		`${sha256}${extension ?? EXTENSIONS[0]}`,
	);
	await replaceFile(place, (draft) =>
		link(path, draft).catch(() => copyFile(path, draft)),
	);
	return holds(place, sha256);
}

async function holds(path: string, sha256: string): Promise<boolean> {
	try {
		return (await stat(path)).isFile() && (await sha256File(path)) === sha256;
	} catch {
		return false;
	}
}
