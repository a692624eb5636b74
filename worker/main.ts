import { text } from "node:stream/consumers";
import { errorText } from "../lib/errors.ts";
import type { Outcome } from "../plan/outcome.ts";
import { outcomeRecord, parseJob } from "./protocol.ts";
import { runJob } from "./run-job.ts";

async function outcomeOfInput(): Promise<Outcome> {
	try {
		return await runJob(parseJob(await text(process.stdin)));
	} catch (error) {
		return { status: "failed", error: errorText(error) };
	}
}

process.stdout.write(outcomeRecord(await outcomeOfInput()));
