import { packageVersion } from "../lib/package.ts";
import type { DeviceProfile } from "../plan/device-profile.ts";
import { type Delivery, sendBlobs } from "./blob-sender.ts";
import type { Device } from "./device.ts";

/** Where the cache of a device lies, as its programs take it: those over ssh begin in its folder. */
export function cacheOf({ transport, directory }: DeviceProfile): string {
	return transport.kind === "ssh" ? "cache" : `${directory}/cache`;
}

/** Asks a device what its cache holds and what its disk has left, without sending anything; rejects as `sendBlobs`. */
export function askCache(
	{ profile, argvOf }: Device,
	signal: AbortSignal,
): Promise<Delivery> {
	return sendBlobs(
		argvOf("blobs"),
		{
			cache: cacheOf(profile),
			cacheBytes: profile.cacheBytes,
			blobs: [],
			tree: undefined,
		},
		{ version: packageVersion(), signal },
	);
}
