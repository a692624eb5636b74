import { shellCommand } from "../lib/shell-quote.ts";
import type { DeviceProfile, Transport } from "../plan/device-profile.ts";
import { BEGINNING } from "./ssh-trouble.ts";

/** A profile whose device is reached through ssh. */
export type SshProfile = DeviceProfile & {
	readonly transport: Extract<Transport, { kind: "ssh" }>;
};

/** How ssh is started: for commands of its own, or to hold the connection that the others share. */
export type SshRole = "client" | "master";

/** What holds whatever the user's configuration says (ssh_config(5)); a dead connection is noticed after 15 seconds. */
const OPTIONS = {
	BatchMode: "yes",
	ConnectTimeout: "10",
	ServerAliveInterval: "5",
	ServerAliveCountMax: "3",
	ClearAllForwardings: "yes",
	RemoteCommand: "none",
	LogLevel: "ERROR",
	ControlPersist: "no",
} as const;

/**
 * Starts a program of the package in its folder. Its arguments: the folder, Node.js, the processors or nothing, and what
 * Node.js gets, of which the first is the program. It is a constant: whatever differs comes in as an argument.
 */
const START = `
cd -- "$1" 2>/dev/null || exit ${BEGINNING.noFolder}
node=$2 cpus=$3
shift 3
case $node in "~/"*) node=$HOME/\${node#??} ;; esac
command -v "$node" >/dev/null 2>&1 || exit ${BEGINNING.noNode}
test -f "$1" || exit ${BEGINNING.noProgram}
test -z "$cpus" && exec "$node" "$@"
command -v taskset >/dev/null 2>&1 || exit ${BEGINNING.noTaskset}
exec taskset -c "$cpus" "$node" "$@"
`;

/**
 * The command line that runs a command on a device: the user's own ssh, without questions, a terminal or forwarding, over
 * the connection at `socket` where there is one.
 */
export function sshArgv(
	{ transport: { host, port, configFile } }: SshProfile,
	{
		socket,
		role,
		command,
	}: {
		readonly socket: string;
		readonly role: SshRole;
		readonly command: string;
	},
): readonly string[] {
	const options = {
		...OPTIONS,
		ControlMaster: role === "master" ? "yes" : "no",
	};
	return [
		// Its messages are read in English.
		"env",
		"LC_ALL=C",
		"ssh",
		"-T",
		"-a",
		"-x",
		...Object.entries(options).flatMap(([name, value]) => [
			"-o",
			`${name}=${value}`,
		]),
		...(configFile === undefined ? [] : ["-F", configFile]),
		...(port === undefined ? [] : ["-p", String(port)]),
		"-S",
		socket,
		"--",
		host,
		command,
	];
}

/** The command that starts a program of the package on a device with Node.js; `words` is the program and its arguments. */
export function startCommand(
	{ directory, node, cpus }: SshProfile,
	words: readonly string[],
): string {
	return scriptCommand(START, [
		folderFromHome(directory),
		node,
		cpus?.join(",") ?? "",
		...words,
	]);
}

/** A shell script with its arguments as one command for any login shell that knows single quotes. */
export function scriptCommand(
	script: string,
	words: readonly string[],
): string {
	return `exec ${shellCommand(["sh", "-c", script.trim(), "sh", ...words])}`;
}

/** A folder as `cd` takes it right after the login, which begins in the home folder; no shell looks at a `~`. */
export function folderFromHome(directory: string): string {
	if (directory.startsWith("/")) {
		return directory;
	}
	return `./${directory.replace(/^~(\/|$)/, "")}`;
}
