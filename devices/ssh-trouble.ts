import { printable } from "../lib/printable.ts";
import type { RemoteEnding, Trouble } from "./trouble.ts";
import { lastLine } from "./worker-process.ts";

/** The device that trouble is told of. */
export type TroubleSubject = {
	readonly name: string;
	readonly host: string;
	readonly directory: string;
	readonly node: string;
};

/** What ssh exits with for its own errors (ssh(1), EXIT STATUS). */
export const SSH_ERROR = 255;

/** What the script on the device exits with when it cannot even begin; see `ssh-command.ts`. */
export const BEGINNING = {
	noFolder: 121,
	noNode: 122,
	noProgram: 123,
	noTaskset: 124,
} as const;

type Told = { readonly passing: boolean; readonly text: string };

/** What OpenSSH's client says, by the words of its messages in English; the first that fits decides. */
const SSH_MESSAGES: readonly {
	readonly pattern: RegExp;
	readonly tell: (subject: TroubleSubject) => Told;
}[] = [
	{
		pattern:
			/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/i,
		tell: ({ host }) => ({
			passing: false,
			text: `the host key of ${host} is not the one that ssh knows: another machine answers there, or its system was set up anew. If you know why, forget the old key with \`ssh-keygen -R\` and log in once by hand`,
		}),
	},
	{
		pattern: /Host key verification failed|host key is known for/i,
		tell: ({ host }) => ({
			passing: false,
			text: `the host key of ${host} is not known yet. Log in once by hand with \`ssh ${host}\`, compare the fingerprint and accept it`,
		}),
	},
	{
		pattern:
			/Permission denied|Too many authentication failures|No supported authentication methods|Authentication failed/i,
		tell: ({ host }) => ({
			passing: false,
			text: `${host} refused the login. quantgrid types no passwords: put your public key there with \`ssh-copy-id ${host}\`, or mend the user in the host`,
		}),
	},
	{
		pattern: /Could not resolve hostname/i,
		tell: ({ host }) => ({
			passing: true,
			text: `the host ${host} is not known on the network. Mend the host, or switch the device on`,
		}),
	},
	{
		pattern:
			/Bad configuration option|Bad owner or permissions|Can't open user config file|configuration options?, terminating|Bad .*number/i,
		tell: () => ({
			passing: false,
			text: "ssh does not take its configuration. Mend the file it names",
		}),
	},
	{
		pattern:
			/connect to (host|address)|Connection timed out|Operation timed out|No route to host|Network is unreachable|Connection refused/i,
		tell: ({ host }) => ({
			passing: true,
			text: `${host} cannot be reached. See that the device is on, on the network, and runs an ssh server`,
		}),
	},
];

/** What is wrong when a program that was started through ssh ended without its answer; undefined when it was the program. */
export function sshTrouble(
	{ exitCode, stderr }: RemoteEnding,
	subject: TroubleSubject,
): Trouble | undefined {
	if (exitCode === SSH_ERROR) {
		return toTrouble(subject, { told: sshWords(stderr, subject), stderr });
	}
	const told = beginningWords(exitCode, subject);
	return told === undefined
		? undefined
		: toTrouble(subject, { told, stderr: "" });
}

function sshWords(stderr: string, subject: TroubleSubject): Told {
	const found = SSH_MESSAGES.find(({ pattern }) => pattern.test(stderr));
	return (
		found?.tell(subject) ?? {
			passing: true,
			text: `the connection to ${subject.host} was lost`,
		}
	);
}

function beginningWords(
	exitCode: number | null,
	{ name, directory, node }: TroubleSubject,
): Told | undefined {
	const install = `Run \`quantgrid devices install ${name}\``;
	switch (exitCode) {
		case BEGINNING.noFolder:
			return {
				passing: false,
				text: `quantgrid is not there: the folder ${directory} does not exist. ${install}`,
			};
		case BEGINNING.noNode:
			return {
				passing: false,
				text: `Node.js is not there: the login finds no program ${node}. Install Node.js 20.11 or newer, or set "node" in the device's profile to the absolute path of one`,
			};
		case BEGINNING.noProgram:
			return {
				passing: false,
				text: `quantgrid is not there: the folder ${directory} does not hold it, or only an older one. ${install}`,
			};
		case BEGINNING.noTaskset:
			return {
				passing: false,
				text: 'the program taskset, which holds a worker to its processors, is not there. Install util-linux, or take "cpus" out of the device\'s profile',
			};
		default:
			return undefined;
	}
}

function toTrouble(
	{ name }: TroubleSubject,
	{ told, stderr }: { readonly told: Told; readonly stderr: string },
): Trouble {
	const evidence = printable(lastLine(stderr)).replace(/^ssh: /, "");
	const quoted = evidence === "" ? "" : ` (ssh: ${evidence})`;
	return {
		passing: told.passing,
		message: `the device "${name}": ${told.text}${quoted}.`,
	};
}
