import { randomBytes } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageVersion } from "../lib/package.ts";
import { printable } from "../lib/printable.ts";
import { PROTOCOL } from "../worker/protocol.ts";
import { type PackageFiles, packFiles } from "./package-files.ts";
import { runStep } from "./remote-step.ts";
import { sshReach } from "./ssh.ts";
import {
	folderFromHome,
	type SshProfile,
	scriptCommand,
	sshArgv,
} from "./ssh-command.ts";
import { SshConnection } from "./ssh-connection.ts";
import { sshTrouble } from "./ssh-trouble.ts";
import type { RemoteEnding } from "./trouble.ts";
import { runWorker } from "./worker-process.ts";

/** What became of an installation. */
export type Installation =
	| { readonly status: "installed"; readonly id: string }
	| { readonly status: "already there"; readonly id: string }
	| { readonly status: "failed"; readonly reason: string };

/** How an installation is done. */
export type InstallOptions = {
	/** Whether a device that has this very package gets it again. */
	readonly force: boolean;
	readonly tell: (line: string) => void;
	readonly signal: AbortSignal;
};

const FACTS_MS = 120_000;

/** What the scripts below begin with. Their arguments: the folder, Node.js, then their own. */
const ENTER = `
node=$2
case $node in "~/"*) node=$HOME/\${node#??} ;; esac
case $node in */*) PATH=\${node%/*}:$PATH ;; esac
cd -- "$1" || exit 1
shift 2
`;

/** Says what is there: the version of Node.js, and where `dist` leads. */
const LOOK = `
mkdir -p -- "$1" || exit 1
${ENTER}
"$node" --version || { echo "there is no Node.js: the login finds no program $node" >&2; exit 1; }
"$node" -e "const [a, b] = process.versions.node.split('.'); process.exit(a > 20 || (a == 20 && b >= 11) ? 0 : 1)" || { echo "this is too old a version: there is no Node.js 20.11 or newer" >&2; exit 1; }
command -v npm >/dev/null || { echo "there is no npm beside Node.js" >&2; exit 1; }
case $PWD in *" "*) echo "there is a space in $PWD, in which node-gyp compiles nothing; name another folder as \\"directory\\"" >&2; exit 1 ;; esac
if test -e dist && ! test -L dist; then
	echo "the folder holds a dist that was not installed from here; name another folder as \\"directory\\"" >&2
	exit 1
fi
readlink dist || true
`;

/** Takes a file from stdin. Its arguments: the folder it goes to and its name. */
const RECEIVE = `
${ENTER}
mkdir -p -- "$1" && cat > "$1/$2"
`;

/**
 * Unpacks and installs. Its argument: the folder. Of the optional packages only our own are left out, that is
 * tfjs-node, which brings the whole of TensorFlow: `--omit=optional` would leave out the compiled part of sharp too, which
 * is an optional package of it, and with it every folder of pictures.
 */
const INSTALL = `
${ENTER}
cd -- "$1" || exit 1
tar -xzf quantgrid.tgz --strip-components=1 || exit 1
rm -f quantgrid.tgz
npm pkg delete scripts.prepare optionalDependencies || exit 1
npm ci --omit=dev --no-audit --no-fund 1>&2
`;

/** Lets `dist` lead to the new folder, in one step, and removes all but it and the one before. Its argument: the folder. */
const SWITCH = `
${ENTER}
before=$(readlink dist)
ln -sfn -- "$1/dist" dist.next || exit 1
"$node" -e "require('fs').renameSync('dist.next', 'dist')" || exit 1
for folder in versions/*; do
	case $folder in "$1" | "\${before%/dist}") ;; *) rm -rf -- "$folder" ;; esac
done
`;

/** Removes what a failed installation left. Its argument: the folder. */
const REMOVE = `
${ENTER}
rm -rf -- "$1"
`;

/**
 * Brings the running version to a device: packs it, copies it and its lock file, installs it in a folder of its own, sees
 * that it answers, and only then lets the device use it. Rejects with a UserError where it cannot be packed, and with the
 * signal's reason; what the device says against it is a value.
 */
export async function installOn(
	profile: SshProfile,
	options: InstallOptions,
): Promise<Installation> {
	const connection = new SshConnection(profile);
	const folder = await mkdtemp(join(tmpdir(), "quantgrid-pack-"));
	try {
		const trouble = await connection.open(options.signal);
		if (trouble !== undefined) {
			return { status: "failed", reason: trouble.message };
		}
		options.tell(`packing quantgrid ${packageVersion()}`);
		const files = await packFiles(folder);
		return await install({ profile, connection, options }, files);
	} finally {
		await connection.close();
		await rm(folder, { recursive: true, force: true });
	}
}

type InstallContext = {
	readonly profile: SshProfile;
	readonly connection: SshConnection;
	readonly options: InstallOptions;
};

async function install(
	context: InstallContext,
	files: PackageFiles,
): Promise<Installation> {
	const { options } = context;
	const looked = await step(context, { script: LOOK });
	if ("reason" in looked) {
		return looked;
	}
	const [node = "", link = ""] = looked.stdout.trim().split("\n");
	options.tell(`Node.js ${printable(node)}`);
	if (link.startsWith(`versions/${files.id}-`) && !options.force) {
		if ((await answer(context, "")) === undefined) {
			return { status: "already there", id: files.id };
		}
	}
	const place = `versions/${files.id}-${randomBytes(4).toString("hex")}`;
	const problem = await fill(context, files, place);
	if (problem !== undefined) {
		await step(context, { script: REMOVE, words: [place] });
		return problem;
	}
	const switched = await step(context, { script: SWITCH, words: [place] });
	return "reason" in switched
		? switched
		: { status: "installed", id: files.id };
}

/** Makes a whole installation in a folder; gives what went wrong. */
async function fill(
	context: InstallContext,
	{ tarball, lock }: PackageFiles,
	place: string,
): Promise<Extract<Installation, { status: "failed" }> | undefined> {
	const { tell } = context.options;
	const { size } = await stat(tarball);
	tell(`sending ${(size / 1e6).toFixed(1)} MB`);
	for (const [input, name] of [
		[tarball, "quantgrid.tgz"],
		[lock, "package-lock.json"],
	] as const) {
		const received = await step(context, {
			script: RECEIVE,
			words: [place, name],
			input,
		});
		if ("reason" in received) {
			return received;
		}
	}
	tell("npm ci, which compiles: minutes on a small board");
	const installed = await step(context, { script: INSTALL, words: [place] });
	if ("reason" in installed) {
		return installed;
	}
	tell("asking it for the facts of the device");
	return answer(context, place);
}

/** Why what lies at a place does not answer with this version; undefined when it does. */
async function answer(
	{ profile, connection, options: { signal } }: InstallContext,
	place: string,
): Promise<Extract<Installation, { status: "failed" }> | undefined> {
	const directory = join(profile.directory, place);
	const { workerArgv } = sshReach({ ...profile, directory }, connection);
	const outcome = await runWorker(
		workerArgv(FACTS_MS),
		{ kind: "facts", protocol: PROTOCOL },
		{ timeoutMs: FACTS_MS, signal },
	);
	const version =
		outcome.status === "measured" && outcome.measurement.kind === "facts"
			? outcome.measurement.environment.quantgrid
			: undefined;
	return version === packageVersion()
		? undefined
		: {
				status: "failed",
				reason: `the device "${profile.name}": what was installed does not answer: ${printable(JSON.stringify(outcome)).slice(0, 500)}.`,
			};
}

/** A script that runs on the device: its own arguments, and a file that goes in on its stdin. */
type Step = {
	readonly script: string;
	readonly words?: readonly string[];
	readonly input?: string;
};

async function step(
	{ profile, connection, options }: InstallContext,
	{ script, words = [], input }: Step,
): Promise<
	{ readonly stdout: string } | Extract<Installation, { status: "failed" }>
> {
	const { name, directory, node } = profile;
	const ended = await runStep({
		argv: sshArgv(profile, {
			socket: connection.socket,
			role: "client",
			command: scriptCommand(script, [
				folderFromHome(directory),
				node,
				...words,
			]),
		}),
		...(input !== undefined && { input }),
		tell: (line) => options.tell(printable(line)),
		signal: options.signal,
	});
	if (ended.exitCode === 0) {
		return ended;
	}
	const trouble = sshTrouble(ended, connection.subject);
	return {
		status: "failed",
		reason: trouble?.message ?? `the device "${name}": ${wordsOf(ended)}`,
	};
}

const SHOWN_LINES = 8;

/** The last words of a script that failed, and what usually is the matter. */
function wordsOf({ stderr }: RemoteEnding): string {
	const lines = stderr.trim().split("\n").slice(-SHOWN_LINES);
	const words = lines.map((line) => `  ${printable(line)}`).join("\n");
	const wayOut = MATTERS.find(({ sign }) => sign.test(stderr))?.wayOut ?? "";
	return `the installation failed; what was there before is untouched.\n${words}${wayOut && `\n${wayOut}`}`;
}

const MATTERS = [
	{
		sign: /no Node\.js|no npm|Unsupported engine|EBADENGINE/,
		wayOut:
			'Install Node.js 20.11 or newer with npm there, or set "node" in the device\'s profile to the absolute path of one.',
	},
	{
		sign: /ENOSPC|No space left/i,
		wayOut: "The disk of the device is full: make room there.",
	},
	{
		sign: /gyp ERR|not found: make|g\+\+|Could not find any Python/i,
		wayOut:
			"The native parts are compiled there, which needs `apt-get install python3 make g++` on the device.",
	},
	{
		sign: /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED/,
		wayOut: "The device must reach npm's registry while it is installed.",
	},
] as const;
