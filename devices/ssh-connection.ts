import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RECORD_MARK } from "../worker/protocol.ts";
import { type SshProfile, scriptCommand, sshArgv } from "./ssh-command.ts";
import { SSH_ERROR, sshTrouble, type TroubleSubject } from "./ssh-trouble.ts";
import type { Trouble } from "./trouble.ts";
import { killGroup } from "./worker-process.ts";

/** The master's own command: says that the login is over, then lives as long as its stdin, which ends with the harness. */
const HOLD = `
printf '\\036'
exec cat >/dev/null
`;

/** What `env` exits with when there is no such program. */
const NOT_FOUND = 127;

const CONNECT_MS = 30_000;
const GOODBYE_MS = 2000;
const STDERR_BYTES = 4096;

/** One login to a device that all commands share, so that each need not log in; it must be closed. */
export class SshConnection {
	readonly #profile: SshProfile;
	#folder: string | undefined;
	#master: ChildProcess | undefined;
	#stderr = Buffer.alloc(0);

	constructor(profile: SshProfile) {
		this.#profile = profile;
	}

	/** Where the shared connection listens: in a folder that only this user may enter. */
	get socket(): string {
		this.#folder ??= mkdtempSync(join(tmpdir(), "qg-"));
		return join(this.#folder, "s");
	}

	/** What ssh said about the connection. */
	get stderr(): string {
		return this.#stderr.toString("utf8");
	}

	/** What this connection calls its device when it tells of trouble. */
	get subject(): TroubleSubject {
		const { name, transport, directory, node } = this.#profile;
		return { name, host: transport.host, directory, node };
	}

	/** Logs in, where the connection does not stand. Gives what kept it from it; rejects only with the signal's reason. */
	async open(signal: AbortSignal): Promise<Trouble | undefined> {
		signal.throwIfAborted();
		if (this.#master !== undefined && isRunning(this.#master)) {
			return undefined;
		}
		const [command = "", ...args] = sshArgv(this.#profile, {
			socket: this.socket,
			role: "master",
			command: scriptCommand(HOLD, []),
		});
		this.#stderr = Buffer.alloc(0);
		// One that was killed leaves its socket, which would keep the next from sharing.
		rmSync(this.socket, { force: true });
		const master = spawn(command, args, {
			stdio: ["pipe", "pipe", "pipe"],
			detached: true,
		});
		this.#master = master;
		master.stdin.on("error", () => {});
		master.stderr.on("data", (chunk: Buffer) => {
			this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(
				-STDERR_BYTES,
			);
		});
		const end = () => killGroup(master);
		const timer = setTimeout(end, CONNECT_MS);
		signal.addEventListener("abort", end, { once: true });
		try {
			return await this.#login(master);
		} finally {
			clearTimeout(timer);
			signal.removeEventListener("abort", end);
			signal.throwIfAborted();
		}
	}

	async #login(
		master: ChildProcess & { stdout: NonNullable<ChildProcess["stdout"]> },
	): Promise<Trouble | undefined> {
		const marked = new Promise<"marked">((resolve) => {
			master.stdout.on("data", (chunk: Buffer) => {
				if (chunk.includes(RECORD_MARK)) {
					resolve("marked");
				}
			});
		});
		const first = await Promise.race([marked, once(master, "close")]);
		if (first === "marked") {
			return undefined;
		}
		const [exitCode] = first as [number | null];
		this.#master = undefined;
		return exitCode === NOT_FOUND
			? {
					passing: false,
					message: `the device "${this.#profile.name}": the program ssh is not there. Install OpenSSH's client.`,
				}
			: sshTrouble({ exitCode: SSH_ERROR, stderr: this.stderr }, this.subject);
	}

	/** Logs out, and removes the folder of the connection. */
	async close(): Promise<void> {
		const master = this.#master;
		this.#master = undefined;
		if (master !== undefined && isRunning(master)) {
			const closed = once(master, "close");
			const timer = setTimeout(() => killGroup(master), GOODBYE_MS);
			master.stdin?.end();
			await closed;
			clearTimeout(timer);
		}
		if (this.#folder !== undefined) {
			rmSync(this.#folder, { recursive: true, force: true });
			this.#folder = undefined;
		}
	}
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode === null && signalCode === null;
}
