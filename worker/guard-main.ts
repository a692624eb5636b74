// Runs a worker on a device that is reached from elsewhere, and ends it, with all it started, when the connection does:
// a worker that computes or hangs in a native library cannot see for itself that its stdin has ended.
//
//   node guard-main.js <milliseconds after which the worker is ended in any case> <program>
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** What a shell gives for a program that a signal ended: this and the signal's number. */
const SIGNAL_BASE = 128;

const [limitMs = "", program = ""] = process.argv.slice(2);
const worker = spawn(process.execPath, [program], {
	stdio: ["pipe", "inherit", "inherit"],
	detached: true,
});

function endGroup(): void {
	try {
		process.kill(-(worker.pid as number), "SIGKILL");
	} catch {
		// The group is gone already.
	}
}

const timer = setTimeout(endGroup, Number(limitMs));
process.stdin.once("end", endGroup).once("error", endGroup);
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
	process.on(signal, endGroup);
}
// A worker that dies early breaks this pipe; its end says all there is to say.
worker.stdin.on("error", () => {});
process.stdin.pipe(worker.stdin, { end: false });
worker.once("exit", (code, signal) => {
	clearTimeout(timer);
	endGroup();
	process.exit(
		signal === null ? code : SIGNAL_BASE + constants.signals[signal],
	);
});
