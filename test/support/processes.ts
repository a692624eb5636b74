import { setTimeout } from "node:timers/promises";
import { isRunning } from "../../lib/running.ts";

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
