import { hostname } from "node:os";
import { z } from "zod";
import { errorCode } from "./errors.ts";
import { linuxFiles } from "./linux-files.ts";

/** The shape of a process identity as it stands in a file. */
export const processIdentitySchema = z.object({
	host: z.string(),
	pid: z.int().min(1),
	/** Which start of the machine it belongs to; null where the system does not tell. */
	bootId: z.string().nullable(),
	/** When it began, in clock ticks since the machine started; null where the system does not tell. */
	startTicks: z.string().nullable(),
});

/** A process, told apart from every later one that is given the same number. */
export type ProcessIdentity = z.output<typeof processIdentitySchema>;

const FILES = linuxFiles("/");

/** The identity of a process of this machine, this one if none is named. */
export function identityOf(pid = process.pid): ProcessIdentity {
	return {
		host: hostname(),
		pid,
		bootId: FILES.text("/proc/sys/kernel/random/boot_id") ?? null,
		startTicks: statOf(pid)?.startTicks ?? null,
	};
}

/** Whether a process still runs; `elsewhere` when it belongs to another machine, which cannot be asked. */
export function stateOf(
	identity: ProcessIdentity,
): "alive" | "dead" | "elsewhere" {
	if (identity.host !== hostname()) {
		return "elsewhere";
	}
	const now = identityOf(identity.pid);
	const same =
		now.bootId === identity.bootId && now.startTicks === identity.startTicks;
	return same && runs(identity.pid) ? "alive" : "dead";
}

function runs(pid: number): boolean {
	if (statOf(pid)?.state === "Z") {
		return false;
	}
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return errorCode(error) === "EPERM";
	}
}

/** The state and the start of a process from /proc/pid/stat (proc(5)); undefined where there is none. */
function statOf(
	pid: number,
): { readonly state: string; readonly startTicks: string } | undefined {
	const stat = FILES.text(`/proc/${pid}/stat`);
	// The command in parentheses may hold spaces; the state is the first field after it, `starttime` the twentieth.
	const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
	const state = fields?.[0];
	const startTicks = fields?.[19];
	return state === undefined || startTicks === undefined
		? undefined
		: { state, startTicks };
}
