import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Blob, blobPath } from "./blob-protocol.ts";
import { uploadPath } from "./blob-store.ts";

/** From this size on a blob is flushed to the disk before it counts as there; the size of a smaller one tells. */
const FLUSHED_BYTES = 1024 * 1024;

/** A blob that is coming in; it must be closed. What has come in stays, to go on from there. */
export class BlobUpload {
	readonly #blob: Blob;
	readonly #cache: string;
	readonly #file: FileHandle;
	readonly #hash = createHash("sha256");
	#sizeBytes = 0;

	private constructor(cache: string, blob: Blob, file: FileHandle) {
		this.#cache = cache;
		this.#blob = blob;
		this.#file = file;
	}

	/** Goes on with an upload from where it stands, or begins one. Rejects with the system error when it cannot. */
	static async open(cache: string, blob: Blob): Promise<BlobUpload> {
		const path = uploadPath(cache, blob);
		const file = await open(path, "a");
		const upload = new BlobUpload(cache, blob, file);
		const { size } = await file.stat();
		if (size > 0) {
			for await (const chunk of createReadStream(path, { end: size - 1 })) {
				upload.#take(chunk as Buffer);
			}
		}
		return upload;
	}

	/** How many bytes are still to come. */
	get missingBytes(): number {
		return this.#blob.sizeBytes - this.#sizeBytes;
	}

	/** Writes the next bytes. Rejects with the system error, such as ENOSPC, and for more bytes than the blob has. */
	async write(bytes: Buffer): Promise<void> {
		if (bytes.length > this.missingBytes) {
			throw new Error("more bytes came than the file has");
		}
		const writing = this.#writeAll(bytes);
		// Hashed while the disk is at work.
		this.#take(bytes);
		await writing;
	}

	/** Puts the blob in its place if its hash is right; otherwise what came in is thrown away. */
	async finish(): Promise<"stored" | "wrong hash"> {
		if (this.#blob.sizeBytes >= FLUSHED_BYTES) {
			await this.#file.datasync();
		}
		const path = uploadPath(this.#cache, this.#blob);
		if (this.#hash.digest("hex") !== this.#blob.sha256) {
			await rm(path);
			return "wrong hash";
		}
		await rename(path, join(this.#cache, blobPath(this.#blob)));
		return "stored";
	}

	/** Lets go of the file. */
	async close(): Promise<void> {
		await this.#file.close();
	}

	async #writeAll(bytes: Buffer): Promise<void> {
		for (let written = 0; written < bytes.length; ) {
			const { bytesWritten } = await this.#file.write(bytes, written);
			written += bytesWritten;
		}
	}

	#take(bytes: Buffer): void {
		this.#hash.update(bytes);
		this.#sizeBytes += bytes.length;
	}
}
