import {
	existsSync,
	mkdirSync,
	readdirSync,
	rmSync,
	symlinkSync,
} from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CommandProfile, commandDevice } from "../../devices/command.ts";
import type { Device } from "../../devices/device.ts";
import { localDevice } from "../../devices/local.ts";
import { remoteDevice } from "../../devices/remote.ts";
import {
	deviceProfileSchema,
	LOCAL_PROFILE,
} from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { CellJob, Job } from "../../worker/protocol.ts";
import { withFolder as withFiles } from "../datasets/pictures.ts";
import { latencyJob } from "../support/jobs.ts";
import { DENSE, tinyModelBytes } from "../support/tiny-models.ts";

const DIST = resolve(import.meta.dirname, "../..");

/** A device behind a plain `node`, whose package is this build. */
function nodeDevice(
	folder: string,
	changes: Readonly<Record<string, unknown>> = {},
): Device {
	const directory = join(folder, "board");
	if (!existsSync(directory)) {
		mkdirSync(directory);
		symlinkSync(DIST, join(directory, "dist"));
	}
	return commandDevice(
		deviceProfileSchema.parse({
			name: "emulated",
			transport: { kind: "command", argv: [process.execPath] },
			directory,
			...changes,
		}) as CommandProfile,
	);
}

function outcomeOn(device: Device, job: Job): Promise<Outcome> {
	return device.run(job, {
		timeoutMs: 60_000,
		signal: new AbortController().signal,
	});
}

/** Pictures of one grey each, in folders by label. */
async function pictures(): Promise<Readonly<Record<string, Uint8Array>>> {
	const files: Record<string, Uint8Array> = {
		"dense.tflite": tinyModelBytes(DENSE),
	};
	for (const [index, name] of ["a/1", "a/2", "a/3", "b/1", "b/2"].entries()) {
		files[`pictures/${name}.png`] = await sharp({
			create: {
				width: 2,
				height: 2,
				channels: 3,
				background: { r: index * 50, g: index * 50, b: index * 50 },
			},
		})
			.png()
			.toBuffer();
	}
	return files;
}

function pictureJob(folder: string): CellJob {
	return {
		...latencyJob(join(folder, "dense.tflite")),
		inputs: [{ name: "input", type: "FLOAT32", quantization: null }],
		outputs: [{ name: "output", type: "FLOAT32", quantization: null }],
		dataset: {
			name: "image-folder",
			split: "test",
			directory: join(folder, "pictures"),
			samples: 3,
			preprocessing: {
				size: [2, 2],
				crop: "none",
				channels: "gray",
				scale: 1,
				mean: 0,
				std: 1,
			},
		},
		task: { kind: "accuracy", keepOutputs: 3 },
	};
}

/** An outcome without what differs from launch to launch. */
function content(outcome: Outcome): unknown {
	return outcome.status === "measured" &&
		outcome.measurement.kind === "accuracy"
		? { ...outcome.measurement, elapsedMs: 0 }
		: outcome;
}

test("a folder of pictures measures the same on a device, which gets only what is taken of it", async () => {
	await withFiles(await pictures(), async (folder) => {
		const device = nodeDevice(folder);
		const job = pictureJob(folder);
		const there = await outcomeOn(device, job);
		assert.is(there.status, "measured", JSON.stringify(there));
		assert.equal(content(there), content(await outcomeOn(localDevice(), job)));
		// Three pictures and the model.
		assert.is(readdirSync(join(folder, "board/cache/blobs")).length, 4);
	});
});

test("a picture folder that cannot be read fails the launch with its reason", async () => {
	await withFiles(await pictures(), async (folder) => {
		const job = pictureJob(join(folder, "elsewhere"));
		const outcome = await outcomeOn(nodeDevice(folder), {
			...job,
			modelPath: join(folder, "dense.tflite"),
		});
		assert.match(
			outcome.status === "failed" ? outcome.error : "",
			/elsewhere\/pictures: the folder of pictures cannot be read \(ENOENT\)/,
		);
	});
});

test("a cache that is too small fails the launch and says what to raise", async () => {
	await withFiles(await pictures(), async (folder) => {
		const device = nodeDevice(folder, { cacheBytes: 10 });
		const outcome = await outcomeOn(
			device,
			latencyJob(join(folder, "dense.tflite")),
		);
		assert.match(
			outcome.status === "failed" ? outcome.error : "",
			/^the device "emulated": its cache is too small: .*Raise "cacheBytes" in its profile\.$/,
		);
	});
});

test("a command that is not there fails the launch and says so", async () => {
	await withFiles(await pictures(), async (folder) => {
		const device = nodeDevice(folder, {
			transport: { kind: "command", argv: ["/no/such/emulator"] },
		});
		const outcome = await outcomeOn(device, { kind: "facts", protocol: 1 });
		assert.match(
			outcome.status === "failed" ? outcome.error : "",
			/^the device "emulated": the program that takes its files ended early: spawn \/no\/such\/emulator ENOENT/,
		);
	});
});

test("a device held to one processor has one", async () => {
	await withFiles({}, async (folder) => {
		const facts: Job = { kind: "facts", protocol: 1 };
		for (const device of [
			localDevice({ ...LOCAL_PROFILE, cpus: [0] }),
			nodeDevice(folder, { cpus: [0], emulator: "none" }),
		]) {
			const outcome = await outcomeOn(device, facts);
			assert.is(
				outcome.status === "measured" &&
					outcome.measurement.kind === "facts" &&
					outcome.measurement.environment.cpuCores,
				1,
			);
		}
	});
});

test("processors are refused where a command would hold its client here to them", () => {
	const result = deviceProfileSchema.safeParse({
		name: "container",
		transport: { kind: "command", argv: ["docker", "exec", "-i", "b", "node"] },
		cpus: [0],
	});
	assert.equal(
		result.error?.issues.map(({ path, message }) => [path, message]),
		[
			[
				["cpus"],
				"no cpus for a command that reaches another machine: put taskset into its argv, before node",
			],
		],
	);
});

test("a device that stays away is told from a launch that fails, after all retries", async () => {
	let tried = 0;
	const profile = { ...LOCAL_PROFILE, name: "board" };
	const away = (passing: boolean) =>
		remoteDevice(
			profile,
			{
				argvOf: () => [],
				workerArgv: () => [],
				cache: "cache",
				connect: async () => {
					tried += 1;
					return { passing, message: "gone" };
				},
				troubleOf: () => undefined,
			},
			{ pause: async () => {} },
		);
	const facts: Job = { kind: "facts", protocol: 1 };
	assert.equal(await outcomeOn(away(true), facts), {
		status: "failed",
		error: "gone",
		lost: true,
	});
	assert.is(tried, 3);
	assert.equal(await outcomeOn(away(false), facts), {
		status: "failed",
		error: "gone",
	});
	assert.is(tried, 4);
});

test("files that were pushed out of a device's cache are sent again and cost no launch", async () => {
	await withFiles(await pictures(), async (folder) => {
		const device = nodeDevice(folder);
		const job = latencyJob(join(folder, "dense.tflite"));
		assert.is((await outcomeOn(device, job)).status, "measured");
		rmSync(join(folder, "board/cache"), { recursive: true });
		const again = await outcomeOn(device, job);
		assert.is(again.status, "measured", JSON.stringify(again));
	});
});

test.run();
