// How fast files reach a device: 100 MB to an ssh server on loopback, by scp and by our own protocol.
//
//   npm run bench:transfer
import { spawnSync } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sendBlobs } from "../devices/blob-sender.ts";
import { sshDevice } from "../devices/ssh.ts";
import { packageVersion } from "../lib/package.ts";
import {
	boardProfile,
	type LoopbackSshd,
	withSshd,
} from "../test/support/sshd.ts";

const SIZE_BYTES = 100_000_000;
const ROUNDS = 8;

await withSshd(async (server) => {
	const path = join(server.folder, "payload");
	const bytes = randomFillSync(Buffer.alloc(SIZE_BYTES));
	writeFileSync(path, bytes);
	const sha256 = createHash("sha256").update(bytes).digest("hex");
	const rates: { scp: number; ours: number }[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const scp = await rateOf(() => copy(server, path));
		const ours = await rateOf(() => send(server, { path, sha256 }));
		rates.push({ scp, ours });
	}
	// Other work on the machine only ever slows a round down.
	const best = (side: "scp" | "ours") =>
		Math.max(...rates.map((rate) => rate[side]));
	const [scp, ours] = [best("scp"), best("ours")];
	console.log(`scp        ${scp.toFixed(0)} MB/s`);
	console.log(`quantgrid  ${ours.toFixed(0)} MB/s`);
	console.log(
		`ratio      ${(ours / scp).toFixed(2)} (the best of ${ROUNDS} rounds each; at least 0.5 is asked)`,
	);
	process.exitCode = ours / scp >= 0.5 ? 0 : 1;
});

/** Megabytes a second, from the start of the first process to the end of the last, login included. */
async function rateOf(act: () => void | Promise<void>): Promise<number> {
	const start = performance.now();
	await act();
	return SIZE_BYTES / 1e6 / ((performance.now() - start) / 1000);
}

function copy({ folder, configFile }: LoopbackSshd, path: string): void {
	const target = `board:${join(folder, "copied")}`;
	const { status, stderr } = spawnSync(
		"scp",
		["-q", "-B", "-F", configFile, path, target],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		throw new Error(`scp: ${stderr}`);
	}
}

async function send(
	server: LoopbackSshd,
	{ path, sha256 }: { readonly path: string; readonly sha256: string },
): Promise<void> {
	rmSync(join(server.directory, "cache"), { recursive: true, force: true });
	const { device, connection } = sshDevice(boardProfile(server));
	const { signal } = new AbortController();
	try {
		const trouble = await connection.open(signal);
		const delivery = await sendBlobs(
			device.argvOf("blobs"),
			{
				cache: "cache",
				cacheBytes: 2 * SIZE_BYTES,
				blobs: [{ path, sha256, sizeBytes: SIZE_BYTES }],
				tree: undefined,
			},
			{ version: packageVersion(), signal },
		);
		if (delivery.status !== "there" || delivery.sentBytes !== SIZE_BYTES) {
			throw new Error(trouble?.message ?? JSON.stringify(delivery));
		}
	} finally {
		await connection.close();
	}
}
