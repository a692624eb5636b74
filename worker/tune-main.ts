import { createInterface } from "node:readline";
import { errorText } from "../lib/errors.ts";
import { parseTuneRequest, type TuneAnswer, tuneRecord } from "./protocol.ts";
import { restoreGovernors, tuneGovernors } from "./tuning.ts";

// Sets the governors and then only waits for the end of stdin, which comes with the end of the harness or of the
// connection, whatever ends them. Nothing runs here while a launch is timed.
const lines = createInterface({ input: process.stdin });
let restore: (() => TuneAnswer) | undefined;

lines.once("line", (line) => {
	answer(() => {
		const { action, root } = parseTuneRequest(line);
		if (action === "restore") {
			return restoreGovernors(root);
		}
		const tuned = tuneGovernors(root);
		if (tuned.answer.status === "ready") {
			restore = tuned.restore;
		}
		return tuned.answer;
	});
	if (restore === undefined) {
		process.stdin.destroy();
	}
});
lines.once("close", finish);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, finish);
}
// With the harness gone there is nobody to read the answer.
process.stdout.on("error", () => {});

function finish(): void {
	if (restore !== undefined) {
		answer(restore);
		restore = undefined;
	}
	process.stdin.destroy();
}

function answer(act: () => TuneAnswer): void {
	process.stdout.write(tuneRecord(outcomeOf(act)));
}

function outcomeOf(act: () => TuneAnswer): TuneAnswer {
	try {
		return act();
	} catch (error) {
		return {
			status: "refused",
			reason: `the tuning program failed: ${errorText(error)}`,
		};
	}
}
