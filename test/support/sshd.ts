import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { SshProfile } from "../../devices/ssh-command.ts";
import { deviceProfileSchema } from "../../plan/device-profile.ts";
import { processes } from "./chromium.ts";
import { withFolder } from "./temporary-folder.ts";

const SSHD = "/usr/sbin/sshd";
const DIST = resolve(import.meta.dirname, "../..");

/** Whether there is an sshd. Says that tests are skipped where there is none; throws where QUANTGRID_REQUIRE names it. */
export function hasSshd(): boolean {
	if (existsSync(SSHD)) {
		return true;
	}
	const reason = `${SSHD} does not exist. Debian: apt-get install openssh-server openssh-client.`;
	if ((process.env.QUANTGRID_REQUIRE ?? "").split(",").includes("sshd")) {
		throw new Error(reason);
	}
	console.log(`skipped: ${reason}`);
	return false;
}

/** An ssh server on loopback that this process started, for one user's key. */
export type LoopbackSshd = {
	readonly folder: string;
	readonly port: number;
	/** An ssh configuration that knows the host `board`, its key and the user's. */
	readonly configFile: string;
	/** A folder that holds this build, as if it had been installed there. */
	readonly directory: string;
	/** The processes below sshd: those that serve a connection, and what they run. */
	readonly sessions: () => readonly number[];
	/** Cuts every connection, as a pulled plug would: what runs on the device is not told. */
	readonly cut: () => void;
};

/** Runs an ssh server on a free port of loopback for the time of the body. */
export async function withSshd(
	body: (server: LoopbackSshd) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		for (const name of ["host", "user", "stranger"]) {
			makeKey(join(folder, name));
		}
		const port = await freePort();
		const sshd = await startSshd(folder, port);
		try {
			const configFile = await writeConfig(folder, { port });
			const directory = join(folder, "board");
			mkdirSync(directory);
			symlinkSync(DIST, join(directory, "dist"));
			const pid = sshd.pid as number;
			const sessions = () => descendants(pid);
			const cut = () => killAll(childrenOf([pid]));
			await body({ folder, port, configFile, directory, sessions, cut });
		} finally {
			killAll(descendants(sshd.pid as number));
			sshd.kill("SIGKILL");
			await once(sshd, "close");
		}
	});
}

/** The profile of the loopback board. */
export function boardProfile(
	{ configFile, directory }: Pick<LoopbackSshd, "configFile" | "directory">,
	changes: Readonly<Record<string, unknown>> = {},
): SshProfile {
	return deviceProfileSchema.parse({
		name: "board",
		transport: { kind: "ssh", host: "board", configFile },
		directory,
		node: process.execPath,
		...changes,
	}) as SshProfile;
}

/** Writes an ssh configuration for the host `board`, with another key of the user's or another key for the host. */
export async function writeConfig(
	folder: string,
	{
		port,
		name = "config",
		userKey = "user",
		hostKey = "host",
	}: {
		readonly port: number;
		readonly name?: string;
		readonly userKey?: string;
		/** The key that is known for the host; none is where it is null. */
		readonly hostKey?: string | null;
	},
): Promise<string> {
	const known = join(folder, `${name}.known_hosts`);
	const key =
		hostKey === null
			? ""
			: readFileSync(join(folder, `${hostKey}.pub`), "utf8");
	await writeFile(known, key === "" ? "" : `[127.0.0.1]:${port} ${key}`);
	const lines = [
		"Host board",
		"  HostName 127.0.0.1",
		`  Port ${port}`,
		`  User ${userInfo().username}`,
		`  IdentityFile ${join(folder, userKey)}`,
		"  IdentitiesOnly yes",
		"  IdentityAgent none",
		`  UserKnownHostsFile ${known}`,
		"  GlobalKnownHostsFile /dev/null",
	];
	const path = join(folder, name);
	await writeFile(path, `${lines.join("\n")}\n`);
	return path;
}

async function startSshd(folder: string, port: number): Promise<ChildProcess> {
	// Debian's sshd wants its folder for the separation of privileges, which a boot would make.
	if (process.getuid?.() === 0) {
		mkdirSync("/run/sshd", { recursive: true });
	}
	const config = join(folder, "sshd_config");
	const lines = [
		`Port ${port}`,
		"ListenAddress 127.0.0.1",
		`HostKey ${join(folder, "host")}`,
		`AuthorizedKeysFile ${join(folder, "user.pub")}`,
		"PidFile none",
		"PermitRootLogin yes",
		"StrictModes no",
		"UsePAM no",
		"PasswordAuthentication no",
		"KbdInteractiveAuthentication no",
		"Subsystem sftp internal-sftp",
	];
	await writeFile(config, `${lines.join("\n")}\n`);
	const sshd = spawn(SSHD, ["-D", "-e", "-f", config], {
		stdio: ["ignore", "ignore", "pipe"],
	});
	await new Promise<void>((resolve, reject) => {
		let log = "";
		sshd.stderr.setEncoding("utf8").on("data", (text: string) => {
			log += text;
			if (log.includes("Server listening on")) {
				resolve();
			}
		});
		sshd.once("close", () => reject(new Error(`sshd ended: ${log}`)));
	});
	return sshd;
}

function makeKey(path: string): void {
	const { status, stderr } = spawnSync(
		"ssh-keygen",
		["-q", "-t", "ed25519", "-N", "", "-f", path],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		throw new Error(`ssh-keygen: ${stderr}`);
	}
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const address = server.address();
			const port = typeof address === "object" ? (address?.port ?? 0) : 0;
			server.close(() => resolve(port));
		});
	});
}

/** The processes below one, the nearest first. */
function descendants(pid: number): readonly number[] {
	const below = (parents: readonly number[]): readonly number[] => {
		const children = childrenOf(parents);
		return children.length === 0 ? [] : [...children, ...below(children)];
	};
	return below([pid]);
}

function childrenOf(parents: readonly number[]): readonly number[] {
	return processes()
		.filter(({ parent }) => parents.includes(parent))
		.map(({ pid }) => pid);
}

function killAll(pids: readonly number[]): void {
	for (const pid of pids) {
		try {
			process.kill(pid, "SIGKILL");
		} catch {
			// It ended with one that was killed before.
		}
	}
}
