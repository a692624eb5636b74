import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	existsSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Delivery, sendBlobs } from "../../devices/blob-sender.ts";
import type { LocalBlob } from "../../devices/job-files.ts";
import { bytesFrameHead, jsonFrame } from "../../lib/frames.ts";
import { sha256 } from "../../lib/hash.ts";
import { packageVersion } from "../../lib/package.ts";
import { until } from "../support/chromium.ts";
import { withFolder } from "../support/temporary-folder.ts";

const BLOBS_MAIN = fileURLToPath(
	new URL("../../worker/blobs-main.js", import.meta.url),
);
const LIAR = fileURLToPath(
	new URL("../fixtures/devices/liar.js", import.meta.url),
);

/** The number of no process: above the most that Linux gives (PID_MAX_LIMIT). */
const NOBODY = 4_194_305;

/** A file of so many bytes in a folder, each file with its own. */
function blobIn(folder: string, name: string, sizeBytes: number): LocalBlob {
	const path = join(folder, name);
	const bytes = Buffer.alloc(sizeBytes, name);
	writeFileSync(path, bytes);
	return { path, sizeBytes, sha256: sha256(bytes) };
}

type Sending = Partial<{
	cacheBytes: number;
	tree: Parameters<typeof sendBlobs>[1]["tree"];
	version: string;
}>;

/** Sends blobs to the cache in a folder, through a process of the real program. */
function send(
	folder: string,
	blobs: readonly LocalBlob[],
	{ cacheBytes = 1e9, tree, version = packageVersion() }: Sending = {},
): Promise<Delivery> {
	return sendBlobs(
		[process.execPath, BLOBS_MAIN],
		{ cache: join(folder, "cache"), cacheBytes, blobs, tree },
		{ version, signal: new AbortController().signal },
	);
}

async function sentBytes(
	...args: Parameters<typeof send>
): Promise<number | string> {
	const delivery = await send(...args);
	return delivery.status === "there"
		? delivery.sentBytes
		: JSON.stringify(delivery);
}

function stored(folder: string, { sha256 }: LocalBlob): boolean {
	return existsSync(join(folder, "cache/blobs", sha256));
}

const uploads = (folder: string) => readdirSync(join(folder, "cache/uploads"));

test("files arrive whole, and what is there is not sent again", async () => {
	await withFolder(async (folder) => {
		const large = blobIn(folder, "large", 3_000_001);
		const blobs = [large, blobIn(folder, "small", 7), blobIn(folder, "no", 0)];
		assert.is(await sentBytes(folder, blobs), 3_000_008);
		assert.equal(
			readFileSync(join(folder, "cache/blobs", large.sha256)),
			readFileSync(large.path),
		);
		assert.is(await sentBytes(folder, blobs), 0);
		assert.equal(uploads(folder), []);
	});
});

test("an upload that was cut goes on from where it stood", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 3_000_000);
		const child = spawn(process.execPath, [BLOBS_MAIN], {
			stdio: ["pipe", "ignore", "inherit"],
		});
		const part = readFileSync(blob.path).subarray(0, 1_000_000);
		const { sha256, sizeBytes } = blob;
		for (const piece of [
			jsonFrame({
				kind: "want",
				protocol: 1,
				cache: join(folder, "cache"),
				cacheBytes: 1e9,
				blobs: [{ sha256, sizeBytes }],
			}),
			jsonFrame({ kind: "put", index: 0 }),
			bytesFrameHead(part.length),
			part,
		]) {
			child.stdin.write(piece);
		}
		const upload = join(folder, "cache/uploads", `${sha256}.${child.pid}`);
		await until(() =>
			existsSync(upload) && statSync(upload).size === part.length
				? true
				: undefined,
		);
		child.kill("SIGKILL");
		await once(child, "close");
		assert.is(await sentBytes(folder, [blob]), 2_000_000);
		assert.ok(stored(folder, blob));
	});
});

test("what an upload left damaged is thrown away, and sent whole the next time", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 1000);
		await send(folder, []);
		writeFileSync(
			join(folder, "cache/uploads", `${blob.sha256}.${NOBODY}`),
			"damaged",
		);
		const delivery = await send(folder, [blob]);
		assert.is(delivery.status === "refused" && delivery.problem, "wrong-hash");
		assert.not(stored(folder, blob));
		assert.is(await sentBytes(folder, [blob]), 1000);
	});
});

test("two harnesses that send the same file at once both get it there", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 20_000_000);
		const both = await Promise.all([
			send(folder, [blob]),
			send(folder, [blob]),
		]);
		assert.equal(
			both.map(({ status }) => status),
			["there", "there"],
		);
		assert.equal(uploads(folder), []);
		assert.is(
			sha256(readFileSync(join(folder, "cache/blobs", blob.sha256))),
			blob.sha256,
		);
	});
});

test("an upload of a process that runs is left alone", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 1000);
		await send(folder, []);
		const other = join(
			folder,
			"cache/uploads",
			`${blob.sha256}.${process.pid}`,
		);
		writeFileSync(other, "not mine");
		assert.is(await sentBytes(folder, [blob], { cacheBytes: 1000 }), 1000);
		assert.is(readFileSync(other, "utf8"), "not mine");
	});
});

test("a full cache loses what was used least recently, and never what the job needs", async () => {
	await withFolder(async (folder) => {
		const [a, b, c] = ["a", "b", "c"].map((name) => blobIn(folder, name, 1000));
		assert.ok(a && b && c);
		await send(folder, [a, b]);
		const longAgo = new Date(0);
		for (const blob of [a, b]) {
			utimesSync(join(folder, "cache/blobs", blob.sha256), longAgo, longAgo);
		}
		// The job needs `a` again, which marks it as used.
		await send(folder, [a], { cacheBytes: 2500 });
		assert.is(await sentBytes(folder, [c], { cacheBytes: 2500 }), 1000);
		assert.equal(
			[a, b, c].map((blob) => stored(folder, blob)),
			[true, false, true],
		);
		assert.is(await sentBytes(folder, [a, b], { cacheBytes: 2000 }), 1000);
		assert.equal(
			[a, b, c].map((blob) => stored(folder, blob)),
			[true, true, false],
		);
	});
});

test("a job that is larger than the cache is refused, and nothing is lost for it", async () => {
	await withFolder(async (folder) => {
		const small = blobIn(folder, "small", 100);
		await send(folder, [small]);
		const delivery = await send(folder, [blobIn(folder, "large", 1000)], {
			cacheBytes: 500,
		});
		assert.equal(delivery, {
			status: "refused",
			problem: "cache-too-small",
			detail: "the job's files are 1000 bytes and the cache may hold 500",
		});
		assert.ok(stored(folder, small));
	});
});

test("a full disk is told as such, and what filled it is removed", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 1000);
		await send(folder, []);
		// What is written to this device fails as on a full disk.
		symlinkSync(
			"/dev/full",
			join(folder, "cache/uploads", `${blob.sha256}.${NOBODY}`),
		);
		const delivery = await send(folder, [blob]);
		assert.is(delivery.status === "refused" && delivery.problem, "disk-full");
		assert.equal(uploads(folder), []);
		const huge = { ...blob, sizeBytes: 1e15 };
		const early = await send(folder, [huge], { cacheBytes: 2e15 });
		assert.match(
			early.status === "refused" ? early.detail : "",
			/^1000000000000000 bytes are to come and \d+ are free in /,
		);
	});
});

test("another version is told before anything is sent", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "large", 1000);
		const delivery = await send(folder, [blob], { version: "99.0.0" });
		assert.is(delivery.status, "other version");
		assert.not(existsSync(join(folder, "cache")));
	});
});

test("a tree is made of links, once, and made again after it was pushed out", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "picture", 1000);
		const { sha256 } = blob;
		const tree = {
			folders: [
				{ name: "cats", files: [{ name: "one.png", sha256 }] },
				{ name: "empty", files: [] },
			],
		};
		const delivery = await send(folder, [blob], { tree });
		const path = delivery.status === "there" ? (delivery.tree ?? "") : "";
		assert.equal(readdirSync(path), ["cats", "empty"]);
		assert.is(statSync(join(path, "cats/one.png")).size, 1000);
		await send(folder, [blobIn(folder, "other", 1000)], { cacheBytes: 1000 });
		assert.not(existsSync(path));
		assert.is(await sentBytes(folder, [blob], { tree }), 1000);
		assert.is(statSync(join(path, "cats/one.png")).size, 1000);
	});
});

test("a device that says what it should not costs no more than an error", async () => {
	await withFolder(async (folder) => {
		const blob = blobIn(folder, "small", 10);
		const detailOf = async (lie: string) => {
			const delivery = await sendBlobs(
				[process.execPath, LIAR, lie],
				{ cache: "cache", cacheBytes: 1e9, blobs: [blob], tree: undefined },
				{
					version: "1.0.0",
					signal: new AbortController().signal,
					silenceMs: lie === "silence" ? 300 : 60_000,
				},
			);
			return delivery.status === "ended" ? delivery.detail : delivery.status;
		};
		for (const [lie, detail] of [
			["garbage", /cannot be read: a frame of/],
			["long frame", /cannot be read: a frame of 4294967295 bytes/],
			["other reply", /said "hello" instead of "offsets"/],
			["other fields", /cannot be read: .*offsets/],
			["too many", /answered for 2 files instead of 1/],
			["more than all", /claims more of a file than there is/],
			["noise", /prints without end/],
			["silence", /silent for 0\.3 s/],
			["banner", /^there$/],
		] as const) {
			assert.match(await detailOf(lie), detail, lie);
		}
	});
});

test.run();
