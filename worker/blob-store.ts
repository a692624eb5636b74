import {
	mkdir,
	readdir,
	rename,
	rm,
	stat,
	statfs,
	symlink,
	utimes,
} from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../lib/errors.ts";
import { sha256 } from "../lib/hash.ts";
import { isRunning } from "../lib/running.ts";
import { type Blob, blobPath, type Tree } from "./blob-protocol.ts";

/** An upload that nothing was written to for so long belongs to nobody, whatever its process number says. */
const ABANDONED_MS = 3_600_000;

/** Makes the folders of a cache. Rejects with the system error when it cannot. */
export async function openStore(cache: string): Promise<void> {
	for (const folder of ["blobs", "uploads", "trees"]) {
		await mkdir(join(cache, folder), { recursive: true });
	}
}

/**
 * How much of each blob an upload left whose process is gone, which becomes this process's own; null for a blob that is
 * there, which is marked as used now.
 */
export async function findBlobs(
	cache: string,
	blobs: readonly Blob[],
): Promise<readonly (number | null)[]> {
	const abandoned = await abandonedUploads(cache);
	const now = new Date();
	const offsets: (number | null)[] = [];
	for (const blob of blobs) {
		const path = join(cache, blobPath(blob));
		if ((await sizeOf(path)) === blob.sizeBytes) {
			await utimes(path, now, now);
			offsets.push(null);
			continue;
		}
		const upload = abandoned.get(blob.sha256);
		offsets.push(upload === undefined ? 0 : await adopt(cache, blob, upload));
	}
	return offsets;
}

/** The file that this process writes a blob to before its hash is known to be right. */
export function uploadPath(cache: string, { sha256 }: Blob): string {
	return join(cache, "uploads", `${sha256}.${process.pid}`);
}

/** Takes over an upload. Of two processes that try, one gets it; the other begins anew. */
async function adopt(
	cache: string,
	blob: Blob,
	upload: string,
): Promise<number> {
	const own = uploadPath(cache, blob);
	try {
		await rename(join(cache, "uploads", upload), own);
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return 0;
		}
		throw error;
	}
	const size = (await sizeOf(own)) ?? 0;
	if (size <= blob.sizeBytes) {
		return size;
	}
	await rm(own);
	return 0;
}

/** The uploads that no process works on, by their blob. */
async function abandonedUploads(
	cache: string,
): Promise<ReadonlyMap<string, string>> {
	const names = await readdir(join(cache, "uploads"));
	const old = Date.now() - ABANDONED_MS;
	const found = new Map<string, string>();
	for (const name of names) {
		const [sha256 = "", pid] = name.split(".");
		const info = await stat(join(cache, "uploads", name)).catch(() => null);
		if (info !== null && (!isOthers(Number(pid)) || info.mtimeMs < old)) {
			found.set(sha256, name);
		}
	}
	return found;
}

const isOthers = (pid: number): boolean =>
	pid !== process.pid && isRunning(pid);

/** What a cache holds and what its disk has left, in bytes. */
export async function storeFacts(
	cache: string,
): Promise<{ readonly usedBytes: number; readonly freeBytes: number }> {
	const files = await storedFiles(cache);
	const { bavail, bsize } = await statfs(cache);
	return {
		usedBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
		freeBytes: bavail * bsize,
	};
}

/**
 * Removes what was used least recently until the cache, with so many bytes to come, holds no more than `cacheBytes`. Never
 * removes a blob that is to be kept, nor the upload of a process that runs.
 */
export async function evict(
	cache: string,
	{
		keep,
		comingBytes,
		cacheBytes,
	}: {
		readonly keep: ReadonlySet<string>;
		readonly comingBytes: number;
		readonly cacheBytes: number;
	},
): Promise<void> {
	const files = await storedFiles(cache);
	let total = files.reduce(
		(sum, { sizeBytes }) => sum + sizeBytes,
		comingBytes,
	);
	if (total <= cacheBytes) {
		return;
	}
	// A tree is only links, some of which would now lead nowhere; it is made again when it is wanted.
	await rm(join(cache, "trees"), { recursive: true, force: true });
	await mkdir(join(cache, "trees"));
	const abandoned = new Set((await abandonedUploads(cache)).values());
	const candidates = files
		.filter(({ name, folder }) =>
			folder === "blobs" ? !keep.has(name) : abandoned.has(name),
		)
		.filter(({ name }) => !keep.has(name.slice(0, name.indexOf("."))))
		.toSorted((a, b) => a.usedMs - b.usedMs);
	for (const { folder, name, sizeBytes } of candidates) {
		if (total <= cacheBytes) {
			return;
		}
		await rm(join(cache, folder, name), { force: true });
		total -= sizeBytes;
	}
}

type StoredFile = {
	readonly folder: "blobs" | "uploads";
	readonly name: string;
	readonly sizeBytes: number;
	readonly usedMs: number;
};

async function storedFiles(cache: string): Promise<readonly StoredFile[]> {
	const files: StoredFile[] = [];
	for (const folder of ["blobs", "uploads"] as const) {
		for (const name of await readdir(join(cache, folder))) {
			const info = await stat(join(cache, folder, name)).catch(() => null);
			if (info !== null) {
				const { size: sizeBytes, mtimeMs: usedMs } = info;
				files.push({ folder, name, sizeBytes, usedMs });
			}
		}
	}
	return files;
}

/**
 * Makes a folder of folders out of links to the blobs of a cache, and gives its path. Made once: its name is the hash of
 * what it holds.
 */
export async function makeTree(cache: string, tree: Tree): Promise<string> {
	const path = join(cache, "trees", sha256(JSON.stringify(tree)));
	if ((await sizeOf(path)) !== undefined) {
		return path;
	}
	const draft = `${path}.${process.pid}`;
	await rm(draft, { recursive: true, force: true });
	for (const { name, files } of tree.folders) {
		await mkdir(join(draft, name), { recursive: true });
		for (const file of files) {
			await symlink(
				join("../../..", blobPath(file)),
				join(draft, name, file.name),
			);
		}
	}
	try {
		await rename(draft, path);
	} catch (error) {
		// Another process has just made it.
		await rm(draft, { recursive: true, force: true });
		if ((await sizeOf(path)) === undefined) {
			throw error;
		}
	}
	return path;
}

async function sizeOf(path: string): Promise<number | undefined> {
	try {
		return (await stat(path)).size;
	} catch (error) {
		if (errorCode(error) === "ENOENT") {
			return undefined;
		}
		throw error;
	}
}
