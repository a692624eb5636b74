import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LaunchOptions } from "../../devices/device.ts";
import type { RemoteOptions } from "../../devices/remote.ts";
import { sshDevice } from "../../devices/ssh.ts";
import type { SshProfile } from "../../devices/ssh-command.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { Job } from "../../worker/protocol.ts";
import { latencyJob } from "../support/jobs.ts";
import {
	boardProfile,
	hasSshd,
	type LoopbackSshd,
	withSshd,
	writeConfig,
} from "../support/sshd.ts";
import { DENSE, tinyModelBytes } from "../support/tiny-models.ts";

const FACTS: Job = { kind: "facts", protocol: 1 };

const PATIENCE: LaunchOptions = {
	timeoutMs: 60_000,
	signal: new AbortController().signal,
};

/** Runs jobs on a device one after the other, without a pause between attempts. */
async function outcomes(
	profile: SshProfile,
	jobs: readonly Job[],
	options: RemoteOptions = {},
): Promise<readonly Outcome[]> {
	const { device, connection } = sshDevice(profile, {
		pause: async () => {},
		...options,
	});
	try {
		const all: Outcome[] = [];
		for (const job of jobs) {
			all.push(await device.run(job, PATIENCE));
		}
		return all;
	} finally {
		await connection.close();
	}
}

async function errorOf(
	profile: SshProfile,
	options: RemoteOptions = {},
): Promise<string> {
	const [outcome] = await outcomes(profile, [FACTS], options);
	assert.is(outcome?.status, "failed", JSON.stringify(outcome));
	return outcome?.status === "failed" ? outcome.error : "";
}

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
			const all = await outcomes(profile, [FACTS, job, job]);
			assert.equal(
				all.map(({ status }) => status),
				["measured", "measured", "measured"],
				JSON.stringify(all),
			);
			assert.is(readdirSync(join(server.directory, "cache/blobs")).length, 1);
		});
	});
}

test.run();
