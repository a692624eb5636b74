import { text } from "node:stream/consumers";
import { errorText } from "../lib/errors.ts";
import type { Outcome } from "../plan/outcome.ts";
import { outcomeRecord, parseJob } from "./protocol.ts";
import { runJob } from "./run-job.ts";
import { RuntimeCrash } from "./runtimes/session.ts";

const PARENT_CHECK_MS = 1000;

// A worker whose parent died has nobody to answer to; what it started ends with it.
const parent = process.ppid;
setInterval(() => {
	if (process.ppid !== parent) {
		process.exit(1);
	}
}, PARENT_CHECK_MS).unref();

async function outcomeOfInput(): Promise<Outcome> {
	try {
		return await runJob(parseJob(await text(process.stdin)));
	} catch (error) {
		if (error instanceof RuntimeCrash) {
			const { signal, exitCode, message } = error;
			return { status: "crashed", signal, exitCode, detail: message };
		}
		return { status: "failed", error: errorText(error) };
	}
}

process.stdout.write(outcomeRecord(await outcomeOfInput()));
