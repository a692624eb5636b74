import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorCode } from "../lib/errors.ts";
import type { RemoteEnding } from "./trouble.ts";
import { closeOf, killGroup } from "./worker-process.ts";

/** A command line whose other end is a device. */
export type RemoteStep = {
	readonly argv: readonly string[];
	/** A file that goes in on its stdin; nothing where it is absent. */
	readonly input?: string;
	/** Gets each line it says on stderr. */
	readonly tell?: (line: string) => void;
	readonly signal: AbortSignal;
};

const STDOUT_BYTES = 4096;
const STDERR_LINES = 100;
/** What a longer line has beyond this many UTF-16 units is dropped. */
const LINE_LENGTH = 64 * 1024;

/** Runs a command on a device to its end; rejects only with the signal's reason, or the system's error for its input. */
export async function runStep({
	argv,
	input,
	tell,
	signal,
}: RemoteStep): Promise<RemoteEnding & { readonly stdout: string }> {
	signal.throwIfAborted();
	const [command = "", ...args] = argv;
	const child = spawn(command, args, {
		stdio: ["pipe", "pipe", "pipe"],
		detached: true,
	});
	const end = () => killGroup(child);
	signal.addEventListener("abort", end, { once: true });
	let stdout = Buffer.alloc(0);
	child.stdout.on("data", (chunk: Buffer) => {
		stdout = Buffer.concat([stdout, chunk]).subarray(0, STDOUT_BYTES);
	});
	const lines: string[] = [];
	eachLine(child.stderr, (line) => {
		tell?.(line);
		lines.push(line);
		lines.splice(0, lines.length - STDERR_LINES);
	});
	const closed = closeOf(child);
	try {
		await sendFile(input, child.stdin);
		const [exitCode] = await closed;
		signal.throwIfAborted();
		return {
			exitCode,
			stdout: stdout.toString("utf8"),
			stderr: lines.join("\n"),
		};
	} finally {
		end();
		signal.removeEventListener("abort", end);
	}
}

/** Gives each line of a stream that is not empty, as much of it as may be kept. */
function eachLine(stream: Readable, tell: (line: string) => void): void {
	let rest = "";
	stream.setEncoding("utf8");
	stream.on("data", (chunk: string) => {
		const lines = (rest + chunk)
			.split(/[\r\n]/)
			.map((line) => line.slice(0, LINE_LENGTH));
		rest = lines.pop() ?? "";
		lines.filter((line) => line !== "").forEach(tell);
	});
	stream.on("end", () => {
		if (rest !== "") {
			tell(rest);
		}
	});
}

async function sendFile(
	path: string | undefined,
	stdin: NodeJS.WritableStream,
): Promise<void> {
	if (path === undefined) {
		stdin.end();
		return;
	}
	try {
		await pipeline(createReadStream(path), stdin);
	} catch (error) {
		const code = errorCode(error);
		// A command that ends early breaks this pipe; its end says all there is to say.
		if (code !== "EPIPE" && code !== "ERR_STREAM_PREMATURE_CLOSE") {
			throw error;
		}
	}
}
