import { readFileSync } from "node:fs";
import { errorCode } from "./errors.ts";

/** Whether a process runs on this machine. One that has ended and that nobody has asked about (a zombie) does not. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return errorCode(error) === "EPERM";
	}
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return process.platform !== "linux";
	}
}
