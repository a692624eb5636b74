import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { findChromium } from "../../lib/chromium.ts";

/** Whether there is a Chromium. Says that tests are skipped where there is none; throws where QUANTGRID_REQUIRE names it. */
export function hasChromium(): boolean {
	const found = findChromium();
	if (found.status === "found") {
		return true;
	}
	if ((process.env.QUANTGRID_REQUIRE ?? "").split(",").includes("chromium")) {
		throw new Error(found.reason);
	}
	console.log(`skipped: ${found.reason}`);
	return false;
}

/** A process, as /proc tells. */
export type ProcessFacts = {
	readonly pid: number;
	readonly parent: number;
	readonly command: string;
};

/** Every process of this machine that still runs. */
export function processes(): readonly ProcessFacts[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const status = readFileSync(`/proc/${name}/status`, "utf8");
				const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
				const parent = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
				return /^State:\s+Z/m.test(status)
					? []
					: [{ pid: Number(name), parent, command }];
			} catch {
				return [];
			}
		});
}

/** The processes of the browsers that a process started, by the name of their profiles; also once it is gone. */
export function browserProcessesOf(owner: number): readonly ProcessFacts[] {
	return processes().filter(({ command }) =>
		command.includes(`quantgrid-chromium-${owner}-`),
	);
}

/** How long a process has computed in user mode, in ticks of usually 10 ms (`utime` of /proc/pid/stat, proc(5)). */
export function processorTicks(pid: number): number {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The command in parentheses may hold spaces; `utime` is the twelfth field after it.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return Number(fields[11]);
	} catch {
		return 0;
	}
}

const ATTEMPTS = 6000;

/** Waits until a question has an answer, for up to about a minute. */
export async function until<Answer>(
	question: () => Answer | undefined,
): Promise<Answer> {
	for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
		const answer = question();
		if (answer !== undefined) {
			return answer;
		}
		await setTimeout(10);
	}
	throw new Error("It did not happen in time.");
}
