import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { errorText } from "../lib/errors.ts";
import { readFrames } from "../lib/frames.ts";
import {
	BLOB_JSON_BYTES,
	type BlobProblem,
	type Reply,
	replySchema,
} from "../worker/blob-protocol.ts";
import { RECORD_MARK } from "../worker/protocol.ts";
import { closeOf, killGroup } from "./worker-process.ts";

/** The program on the device ended, or said what it may not; the message says what, or nothing where it just ended. */
export class LinkEnd extends Error {}

/** The device refused, and said why. */
export class LinkRefusal extends Error {
	readonly problem: BlobProblem;

	constructor(problem: BlobProblem, detail: string) {
		super(detail);
		this.problem = problem;
	}
}

/** How the program on the device ended. */
export type LinkEnding = {
	readonly exitCode: number | null;
	readonly stderr: string;
};

/** What interrupts a link, and after how long without a sign of life the device is given up. */
export type LinkOptions = {
	readonly signal: AbortSignal;
	readonly silenceMs: number;
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const STDERR_BYTES = 4096;

const NOTHING = Buffer.alloc(0);

/** What a login may print before the program begins. */
const NOISE_BYTES = 1024 * 1024;

/** A conversation with the program `blobs` on a device; it must be closed. */
export class BlobLink {
	readonly #child: Child;
	readonly #options: LinkOptions;
	readonly #replies: AsyncGenerator<Reply, void, undefined>;
	readonly #closed: ReturnType<typeof closeOf>;
	readonly #end = (): void => killGroup(this.#child);
	#stderr = Buffer.alloc(0);
	#silence: NodeJS.Timeout;
	#silent = false;
	#closing = false;

	private constructor(child: Child, options: LinkOptions) {
		this.#child = child;
		this.#options = options;
		this.#closed = closeOf(child);
		this.#replies = readReplies(child.stdout);
		this.#silence = this.#startSilence();
		options.signal.addEventListener("abort", this.#end, { once: true });
		// A program that ends early breaks this pipe; its end says all there is to say.
		child.stdin.on("error", () => {});
		child.stderr.on("data", (chunk: Buffer) => {
			this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(
				-STDERR_BYTES,
			);
		});
	}

	/** Starts the program by its command line. Rejects with a LinkEnd when that cannot be started. */
	static async open(
		argv: readonly string[],
		options: LinkOptions,
	): Promise<BlobLink> {
		const [command = "", ...args] = argv;
		const child = spawn(command, args, {
			stdio: ["pipe", "pipe", "pipe"],
			detached: true,
		});
		try {
			await once(child, "spawn");
		} catch (error) {
			throw new LinkEnd(errorText(error));
		}
		return new BlobLink(child, options);
	}

	/**
	 * The next reply, which must be of that kind. Rejects with a LinkRefusal when the device refuses, with a LinkEnd when
	 * it ends, is silent for too long or says anything else.
	 */
	async next<Kind extends Reply["kind"]>(
		kind: Kind,
	): Promise<Extract<Reply, { kind: Kind }>> {
		let reply: Reply | undefined;
		try {
			reply = (await this.#replies.next()).value ?? undefined;
		} catch (error) {
			const text = errorText(error).slice(0, 300);
			throw new LinkEnd(`the device's reply cannot be read: ${text}`);
		}
		this.#hasMoved();
		if (reply === undefined) {
			const seconds = this.#options.silenceMs / 1000;
			throw new LinkEnd(this.#silent ? `it was silent for ${seconds} s` : "");
		}
		if (reply.kind === "refused") {
			throw new LinkRefusal(reply.problem, reply.detail);
		}
		if (reply.kind !== kind) {
			throw new LinkEnd(`the device said "${reply.kind}" instead of "${kind}"`);
		}
		return reply as Extract<Reply, { kind: Kind }>;
	}

	/** Sends a frame, and waits until it has gone. False when nobody takes it any more; why is among the replies. */
	async write(head: Buffer, bytes: Buffer = NOTHING): Promise<boolean> {
		const { stdin } = this.#child;
		const problem = await new Promise((resolve) => {
			if (bytes.length === 0) {
				stdin.write(head, resolve);
				return;
			}
			stdin.write(head);
			stdin.write(bytes, resolve);
		});
		this.#hasMoved();
		return !problem;
	}

	/** Ends the program, where it has not ended by itself, and says how it did. */
	async close(): Promise<LinkEnding> {
		this.#closing = true;
		clearTimeout(this.#silence);
		this.#child.stdin.end();
		// Nobody reads on, and what is not read to its end never closes.
		this.#child.stdout.destroy();
		const timer = setTimeout(this.#end, GOODBYE_MS);
		const [exitCode] = await this.#closed;
		clearTimeout(timer);
		this.#options.signal.removeEventListener("abort", this.#end);
		return {
			exitCode,
			stderr: this.#stderr.toString("utf8"),
		};
	}

	#hasMoved(): void {
		clearTimeout(this.#silence);
		if (!this.#closing) {
			this.#silence = this.#startSilence();
		}
	}

	#startSilence(): NodeJS.Timeout {
		return setTimeout(() => {
			this.#silent = true;
			this.#end();
		}, this.#options.silenceMs);
	}
}

/** How long the program may take to end once its stdin has: it has nothing left to do. */
const GOODBYE_MS = 5000;

async function* readReplies(
	stdout: Readable,
): AsyncGenerator<Reply, void, undefined> {
	for await (const frame of readFrames(afterMark(stdout), BLOB_JSON_BYTES)) {
		if (frame.kind !== "json") {
			throw new Error("bytes where a message was expected");
		}
		yield replySchema.parse(frame.value);
	}
}

/** What follows the mark; a login may print before it. */
async function* afterMark(stdout: Readable): AsyncGenerator<Buffer> {
	let noise = 0;
	let marked = false;
	for await (const chunk of stdout as AsyncIterable<Buffer>) {
		if (marked) {
			yield chunk;
			continue;
		}
		const mark = chunk.indexOf(RECORD_MARK);
		marked = mark >= 0;
		noise += marked ? 0 : chunk.length;
		if (noise > NOISE_BYTES) {
			throw new Error("it prints without end before it begins");
		}
		if (marked) {
			yield chunk.subarray(mark + 1);
		}
	}
}
