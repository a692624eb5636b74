import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sha256 } from "../../lib/hash.ts";
import type { ArtifactFile } from "../../plan/artifact.ts";

/** An artifact with its bytes. */
export type CachedArtifact = {
	readonly artifact: ArtifactFile;
	readonly bytes: Uint8Array;
};

/**
 * A place in the cache: the folder of all caches, and the key of what was made from what. The files' extension is
 * `tflite` unless it says another.
 */
export type CachePlace = {
	readonly cacheDirectory: string;
	readonly key: string;
	readonly extension?: string;
};

/** The artifact that was kept at a place, or undefined where there is none or its file was damaged since. */
export async function cachedArtifact(
	place: CachePlace,
): Promise<CachedArtifact | undefined> {
	try {
		const digest = await readFile(indexPath(place), "utf8");
		const bytes = await readFile(artifactPath(place, digest));
		return sha256(bytes) === digest
			? { artifact: await describe(place, bytes), bytes }
			: undefined;
	} catch {
		return undefined;
	}
}

/** Keeps the bytes of an artifact at a place; the file is named by their sha256. Rejects with the disk's error. */
export async function keepArtifact(
	place: CachePlace,
	bytes: Uint8Array,
): Promise<CachedArtifact> {
	const artifact = await describe(place, bytes);
	await mkdir(join(place.cacheDirectory, "artifacts"), { recursive: true });
	await writeWhole(artifact.path, bytes);
	await writeWhole(indexPath(place), artifact.sha256);
	return { artifact, bytes };
}

/** The text that was kept at a place, or undefined where there is none. */
export async function cachedText(
	place: CachePlace,
): Promise<string | undefined> {
	try {
		return await readFile(textPath(place), "utf8");
	} catch {
		return undefined;
	}
}

/** Keeps a text at a place. Rejects with the disk's error. */
export async function keepText(place: CachePlace, text: string): Promise<void> {
	await mkdir(join(place.cacheDirectory, "texts"), { recursive: true });
	await writeWhole(textPath(place), text);
}

async function describe(
	place: CachePlace,
	bytes: Uint8Array,
): Promise<ArtifactFile> {
	const digest = sha256(bytes);
	return {
		path: artifactPath(place, digest),
		sha256: digest,
		sizeBytes: bytes.length,
		gzipBytes: (await promisify(gzip)(bytes)).length,
	};
}

function artifactPath(place: CachePlace, digest: string): string {
	const { cacheDirectory, extension = "tflite" } = place;
	return join(cacheDirectory, "artifacts", `${digest}.${extension}`);
}

function indexPath({ cacheDirectory, key }: CachePlace): string {
	return join(cacheDirectory, "artifacts", `${key}.sha256`);
}

function textPath({ cacheDirectory, key }: CachePlace): string {
	return join(cacheDirectory, "texts", `${key}.txt`);
}

async function writeWhole(
	path: string,
	content: Uint8Array | string,
): Promise<void> {
	const draft = `${path}.${randomUUID()}.draft`;
	try {
		await writeFile(draft, content);
		await rename(draft, path);
	} finally {
		await rm(draft, { force: true });
	}
}
