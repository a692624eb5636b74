import { errorText } from "../lib/errors.ts";
import type { Outcome } from "../plan/outcome.ts";
import { readJobText } from "./lifeline.ts";
import { outcomeRecord, parseJob } from "./protocol.ts";
import { runJob } from "./run-job.ts";
import { RuntimeCrash } from "./runtimes/session.ts";

let answered = false;

// A worker whose lifeline is cut has nobody to answer to; what it started ends with it.
function onCut(): void {
	if (!answered) {
		process.exit(1);
	}
}

async function outcomeOfInput(): Promise<Outcome> {
	try {
		return await runJob(parseJob(await readJobText(process.stdin, onCut)));
	} catch (error) {
		if (error instanceof RuntimeCrash) {
			const { signal, exitCode, message } = error;
			return { status: "crashed", signal, exitCode, detail: message };
		}
		return { status: "failed", error: errorText(error) };
	}
}

const outcome = await outcomeOfInput();
answered = true;
process.stdout.write(outcomeRecord(outcome));
