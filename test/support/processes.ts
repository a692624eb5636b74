import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const ATTEMPTS = 500;

/** Whether a process ends within some seconds. One that has ended and that nobody has asked about (a zombie) has. */
export async function endsSoon(pid: number): Promise<boolean> {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		if (!isRunning(pid)) {
			return true;
		}
		await setTimeout(10);
	}
	return false;
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return process.platform !== "linux";
	}
}
