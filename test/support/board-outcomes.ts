import type { LaunchOptions } from "../../devices/device.ts";
import type { RemoteOptions } from "../../devices/remote.ts";
import { sshDevice } from "../../devices/ssh.ts";
import type { SshProfile } from "../../devices/ssh-command.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { Job } from "../../worker/protocol.ts";

/** Asks a device for its facts. */
export const FACTS: Job = { kind: "facts", protocol: 1 };

/** Time enough for a launch in a test. */
export const PATIENCE: LaunchOptions = {
	timeoutMs: 60_000,
	signal: new AbortController().signal,
};

/** Runs jobs on a device one after the other, without a pause between attempts. */
export async function outcomesOn(
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
