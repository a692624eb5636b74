import { createInterface } from "node:readline";
import { errorText } from "../lib/errors.ts";
import {
	parseTuneRequest,
	type TuneAnswer,
	type TuneRequest,
	tuneRecord,
} from "./protocol.ts";
import {
	restoreGovernors,
	restoreOwnGovernors,
	tuneGovernors,
} from "./tuning.ts";

// Sets the governors and then only waits for the end of stdin, which comes with the end of the harness or of the
// connection, whatever ends them. Nothing runs here while a launch is timed.
const lines = createInterface({ input: process.stdin });
let request: TuneRequest | undefined;
let tuned = false;

lines.once("line", (line) => {
	const answer = answerTo(line);
	tuned = answer.status === "ready";
	process.stdout.write(tuneRecord(answer));
	if (!tuned) {
		lines.close();
		process.stdin.destroy();
	}
});
lines.once("close", finish);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, finish);
}
// With the harness gone there is nobody to read the answer.
process.stdout.on("error", () => {});

function answerTo(line: string): TuneAnswer {
	return answerOf(() => {
		request = parseTuneRequest(line);
		return request.action === "tune"
			? tuneGovernors(request.root)
			: restoreGovernors(request.root);
	});
}

function finish(): void {
	if (tuned && request !== undefined) {
		const { root } = request;
		tuned = false;
		process.stdout.write(tuneRecord(answerOf(() => restoreOwnGovernors(root))));
	}
	process.stdin.destroy();
}

function answerOf(act: () => TuneAnswer): TuneAnswer {
	try {
		return act();
	} catch (error) {
		return {
			status: "refused",
			reason: `the tuning program failed: ${errorText(error)}`,
		};
	}
}
