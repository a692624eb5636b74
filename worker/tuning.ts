import { closeSync, constants, openSync, writeSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { errorCode, errorText } from "../lib/errors.ts";
import { linuxFiles } from "../lib/linux-files.ts";
import type { TuneAnswer } from "./protocol.ts";
import {
	isOwnerAlive,
	readTuningState,
	removeTuningState,
	type TuningState,
	tuningStatePath,
	writeTuningState,
} from "./tuning-state.ts";

type Governors = TuningState["governors"];

const CPU = "/sys/devices/system/cpu";
const GOVERNOR = "performance";

/** What became of setting governors, and what sets them back; where none was set, that does nothing. */
export type Tuned = {
	readonly answer: TuneAnswer;
	readonly restore: () => TuneAnswer;
};

/**
 * Sets the governor of every processor under `root` to `performance`. What they were is on the disk before the first one
 * is set, so that `restoreGovernors` can set them back whatever becomes of this process. What an earlier process left is
 * set back first; a device that another process has set is left alone.
 */
export function tuneGovernors(root: string): Tuned {
	const leftover = restoreGovernors(root);
	if (leftover.status === "refused") {
		return untouched(leftover.reason);
	}
	const former = governorsOf(root);
	const obstacle = obstacleOf(root, former);
	if (obstacle !== undefined) {
		return untouched(obstacle);
	}
	const path = tuningStatePath(root);
	let state: TuningState;
	try {
		state = writeTuningState(path, former);
	} catch (error) {
		return untouched(
			`what the governors are cannot be noted down in ${path} (${errorText(error)}), so they are not touched`,
		);
	}
	try {
		for (const cpu of Object.keys(former)) {
			setGovernor(root, cpu, GOVERNOR);
		}
	} catch (error) {
		restore(root, state);
		return untouched(refusalText(error));
	}
	return {
		answer: { status: "ready", former: governorsText(former) },
		// From memory: the file may be gone by then.
		restore: () => restore(root, state),
	};
}

function untouched(reason: string): Tuned {
	return {
		answer: { status: "refused", reason },
		restore: () => ({ status: "idle" }),
	};
}

/** Sets the governors back to what the process left that set them last; not while that process still runs. */
export function restoreGovernors(root: string): TuneAnswer {
	const state = readTuningState(tuningStatePath(root));
	if (state !== undefined && isOwnerAlive(state)) {
		return {
			status: "refused",
			reason: `process ${state.owner.pid} on the device has set the governor for another run, and sets it back when that ends`,
		};
	}
	return state === undefined ? { status: "idle" } : restore(root, state);
}

function restore(root: string, state: TuningState): TuneAnswer {
	const { governors } = state;
	const present = governorsOf(root);
	const problems = Object.entries(governors)
		.filter(([cpu, governor]) => present[cpu] !== governor)
		.flatMap(([cpu, governor]) => {
			try {
				setGovernor(root, cpu, governor);
				return [];
			} catch (error) {
				return `${cpu}: ${errorText(error)}`;
			}
		});
	if (problems.length > 0) {
		return {
			status: "refused",
			reason: `the governors could not be set back to ${governorsText(governors)}: ${problems.join("; ")}`,
		};
	}
	removeTuningState(tuningStatePath(root), state);
	return { status: "restored", former: governorsText(governors) };
}

function governorsOf(root: string): Governors {
	const files = linuxFiles(root);
	return Object.fromEntries(
		files.entries(CPU, /^cpu\d{1,4}$/).flatMap((folder) => {
			const governor = files.text(`${folder}/cpufreq/scaling_governor`);
			return governor === undefined
				? []
				: [[folder.slice(CPU.length + 1), governor] as const];
		}),
	);
}

/** Why the governors cannot be set, as far as the device tells before it is tried. */
function obstacleOf(root: string, former: Governors): string | undefined {
	const cpus = Object.keys(former);
	if (cpus.length === 0) {
		return "the device has no cpufreq governors, as is usual for a virtual machine";
	}
	const files = linuxFiles(root);
	for (const cpu of cpus) {
		const available = files
			.text(`${CPU}/${cpu}/cpufreq/scaling_available_governors`)
			?.split(/\s+/);
		if (available?.includes(GOVERNOR) === false) {
			return `the governor "${GOVERNOR}" does not exist there; there are: ${available.join(", ")}`;
		}
	}
	return undefined;
}

function setGovernor(root: string, cpu: string, governor: string): void {
	const path = join(root, CPU, cpu, "cpufreq", "scaling_governor");
	// Not to make a file that is not there.
	const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC);
	try {
		writeSync(file, `${governor}\n`);
	} finally {
		closeSync(file);
	}
}

function refusalText(error: unknown): string {
	const code = errorCode(error);
	return code === "EACCES" || code === "EPERM"
		? `the user ${userInfo().username} may not set it. Allow it until the next start of the device, there: sudo chown ${userInfo().username} ${CPU}/cpu*/cpufreq/scaling_governor`
		: `it could not be set: ${errorText(error)}`;
}

function governorsText(governors: Governors): string {
	return [...new Set(Object.values(governors))].join(", ");
}
