import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** The sha256 of bytes or of a text in UTF-8, as 64 hex digits. */
export function sha256(data: Uint8Array | string): string {
	return createHash("sha256").update(data).digest("hex");
}

/** The sha256 of a file, read as a stream, as 64 hex digits. Rejects with the system error when it cannot be read. */
export async function sha256File(path: string): Promise<string> {
	const hash = createHash("sha256");
	await pipeline(createReadStream(path), hash);
	return hash.digest("hex");
}
