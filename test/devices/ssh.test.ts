import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sshDevice } from "../../devices/ssh.ts";
import { isLost } from "../../plan/lost.ts";
import type { CellJob } from "../../worker/protocol.ts";
import { FACTS, outcomesOn, PATIENCE } from "../support/board-outcomes.ts";
import { processes, until } from "../support/chromium.ts";
import { endlessWasmJob, latencyJob } from "../support/jobs.ts";
import { endsSoon } from "../support/processes.ts";
import {
	boardProfile,
	hasSshd,
	type LoopbackSshd,
	withSshd,
} from "../support/sshd.ts";
import { DENSE, tinyModelBytes } from "../support/tiny-models.ts";

function tinyModel({ folder }: LoopbackSshd): string {
	const path = join(folder, "dense.tflite");
	writeFileSync(path, tinyModelBytes(DENSE));
	return path;
}

if (hasSshd()) {
	test("a device over ssh tells its facts and measures a model, whose file travels once", async () => {
		await withSshd(async (server) => {
			const profile = boardProfile(server);
			const job = latencyJob(tinyModel(server));
			const all = await outcomesOn(profile, [FACTS, job, job]);
			assert.equal(
				all.map(({ status }) => status),
				["measured", "measured", "measured"],
				JSON.stringify(all),
			);
			assert.is(readdirSync(join(server.directory, "cache/blobs")).length, 1);
		});
	});

	test("what a device has is not sent again, also not by another run", async () => {
		await withSshd(async (server) => {
			const profile = boardProfile(server);
			const job = latencyJob(tinyModel(server));
			await outcomesOn(profile, [job]);
			const [blob = ""] = readdirSync(join(server.directory, "cache/blobs"));
			const path = join(server.directory, "cache/blobs", blob);
			const before = statSync(path).ino;
			const [outcome] = await outcomesOn(profile, [job]);
			assert.is(outcome?.status, "measured");
			assert.is(statSync(path).ino, before);
		});
	});

	test("the folder of the shared connection is gone afterwards", async () => {
		await withSshd(async (server) => {
			const { device, connection } = sshDevice(boardProfile(server));
			await device.run(FACTS, PATIENCE);
			const { socket } = connection;
			assert.ok(existsSync(socket));
			assert.is(statSync(dirname(socket)).mode & 0o777, 0o700);
			await connection.close();
			assert.not(existsSync(dirname(socket)));
		});
	});

	test("a launch whose connection is cut is tried again and succeeds", async () => {
		await withSshd(async (server) => {
			const job = latencyJob(tinyModel(server));
			const pauses: string[] = [];
			const { device, connection } = sshDevice(boardProfile(server), {
				pause: async () => {
					pauses.push("paused");
				},
			});
			try {
				const running = device.run(endlessJob(job), PATIENCE);
				const worker = await until(() => workerOf(server));
				// The second attempt is let go to its end.
				writeFileSync(job.modelPath, "no model any more");
				server.cut();
				const outcome = await running;
				assert.equal(pauses, ["paused"]);
				assert.is.not(outcome.status, "timed-out");
				assert.ok(await endsSoon(worker));
			} finally {
				await connection.close();
			}
		});
	});

	test("an upload whose connection is cut goes on from where it stood", async () => {
		await withSshd(async (server) => {
			const modelPath = join(server.folder, "large.tflite");
			writeFileSync(modelPath, Buffer.alloc(200_000_000, "large"));
			const uploads = join(server.directory, "cache/uploads");
			let receiver = 0;
			const { device, connection } = sshDevice(boardProfile(server), {
				pause: async () => {
					assert.ok(await endsSoon(receiver));
				},
			});
			try {
				const launch = device.run(latencyJob(modelPath), PATIENCE);
				const before = await until(() => uploadOf(uploads));
				receiver = before.pid;
				server.cut();
				const outcome = await launch;
				assert.is.not(outcome.status, "measured");
				const blobs = join(server.directory, "cache/blobs");
				const [after = ""] = readdirSync(blobs);
				assert.is(statSync(join(blobs, after)).ino, before.inode);
				assert.equal(readdirSync(uploads), []);
			} finally {
				await connection.close();
			}
		});
	});

	test("a connection that is lost again and again fails the launch alone", async () => {
		await withSshd(async (server) => {
			const job = latencyJob(tinyModel(server));
			let pauses = 0;
			const { device, connection } = sshDevice(boardProfile(server), {
				pause: async () => {
					pauses += 1;
				},
			});
			const cutting = setInterval(() => {
				if (workerOf(server) !== undefined) {
					server.cut();
				}
			}, 10);
			try {
				const outcome = await device.run(endlessJob(job), PATIENCE);
				assert.is(pauses, 2);
				assert.match(
					outcome.status === "failed" ? outcome.error : "",
					/^the device "board": the connection to board was lost/,
				);
				assert.ok(isLost(outcome));
				clearInterval(cutting);
				assert.is((await device.run(job, PATIENCE)).status, "measured");
			} finally {
				clearInterval(cutting);
				await connection.close();
			}
		});
	});

	test("a time limit ends the worker on the device too", async () => {
		await withSshd(async (server) => {
			const job = endlessJob(latencyJob(tinyModel(server)));
			const { device, connection } = sshDevice(boardProfile(server));
			try {
				await device.run(FACTS, PATIENCE);
				const running = device.run(job, { ...PATIENCE, timeoutMs: 3000 });
				const worker = await until(() => workerOf(server));
				assert.equal(await running, { status: "timed-out", afterMs: 3000 });
				assert.ok(await endsSoon(worker));
			} finally {
				await connection.close();
			}
		});
	});

	test("a crash on the device is a crash with its signal", async () => {
		await withSshd(async (server) => {
			const job = endlessJob(latencyJob(tinyModel(server)));
			const { device, connection } = sshDevice(boardProfile(server));
			try {
				const running = device.run(job, PATIENCE);
				process.kill(await until(() => workerOf(server)), "SIGSEGV");
				const outcome = await running;
				assert.is(outcome.status, "crashed");
				assert.is(outcome.status === "crashed" && outcome.signal, "SIGSEGV");
			} finally {
				await connection.close();
			}
		});
	});
}

/** The file that an upload has begun to fill: its number on the disk, and the process that fills it. */
function uploadOf(
	folder: string,
): { readonly inode: number; readonly pid: number } | undefined {
	const [name] = existsSync(folder) ? readdirSync(folder) : [];
	if (name === undefined) {
		return undefined;
	}
	const { size, ino: inode } = statSync(join(folder, name));
	return size > 0 ? { inode, pid: Number(name.split(".")[1]) } : undefined;
}

/** The same job, but it samples for an hour. */
function endlessJob(job: CellJob): CellJob {
	const task = { ...endlessWasmJob(job.modelPath).task };
	return { ...job, task };
}

/** The worker that the server's guard runs, once it does. */
function workerOf(server: LoopbackSshd): number | undefined {
	const sessions = server.sessions();
	return processes().find(
		({ pid, command }) =>
			sessions.includes(pid) &&
			command.includes("dist/worker/main.js") &&
			!command.includes("guard-main"),
	)?.pid;
}

test.run();
