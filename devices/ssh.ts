import { cacheOf } from "./cache.ts";
import { DEVICE_PROGRAMS, type Device, type DeviceProgram } from "./device.ts";
import { type Reach, type RemoteOptions, remoteDevice } from "./remote.ts";
import { type SshProfile, sshArgv, startCommand } from "./ssh-command.ts";
import { SshConnection } from "./ssh-connection.ts";
import { sshTrouble } from "./ssh-trouble.ts";
import { lastLine } from "./worker-process.ts";

/** Ends a worker that has lost its harness. */
const GUARD = "dist/worker/guard-main.js";

/** A device over ssh, with the connection that must be closed when it is no longer needed. */
export function sshDevice(
	profile: SshProfile,
	options: RemoteOptions = {},
): { readonly device: Device; readonly connection: SshConnection } {
	const connection = new SshConnection(profile);
	return {
		connection,
		device: remoteDevice(profile, sshReach(profile, connection), options),
	};
}

/** How a device is reached over a connection. */
export function sshReach(
	profile: SshProfile,
	connection: SshConnection,
): Reach {
	const argv = (words: readonly string[]) =>
		sshArgv(profile, {
			socket: connection.socket,
			role: "client",
			command: startCommand(profile, words),
		});
	return {
		argvOf: (program: DeviceProgram) => argv([DEVICE_PROGRAMS[program]]),
		workerArgv: (limitMs) =>
			argv([GUARD, String(limitMs), DEVICE_PROGRAMS.worker]),
		cache: cacheOf(profile),
		connect: (signal) => connection.open(signal),
		troubleOf: ({ exitCode, stderr }) =>
			// Only the last line may be ssh's own; a shared connection that breaks tells the one who holds it.
			sshTrouble(
				{ exitCode, stderr: lastLine(stderr) || connection.stderr },
				connection.subject,
			),
	};
}
