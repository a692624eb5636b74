import { type LinuxFiles, linuxFiles } from "../../lib/linux-files.ts";
import type { Environment } from "../../plan/outcome.ts";
import { askBoard } from "./board-program.ts";

/**
 * The power mode of an NVIDIA Jetson, and whether its clocks are held at their highest as jetson_clocks does it. Nothing
 * on any other machine.
 */
export function jetsonFacts(root: string): Environment {
	const files = linuxFiles(root);
	const isJetson =
		files.text("/etc/nv_tegra_release") !== undefined ||
		/jetson/i.test(files.text("/proc/device-tree/model") ?? "");
	return isJetson
		? {
				powerMode: askedPowerMode(root) ?? storedPowerMode(files) ?? null,
				jetsonClocks: clocksHeld(files),
			}
		: {};
}

// Without root `nvpmodel -q` names the mode, then fails.
function askedPowerMode(root: string): string | undefined {
	const answer = askBoard(root, { program: "nvpmodel", args: ["-q"] });
	return /^NV Power Mode:\s*(\S+)/m.exec(answer ?? "")?.[1];
}

// The state that nvpmodel keeps (`pmode:0002`), by the name that its configuration gives it.
function storedPowerMode(files: LinuxFiles): string | undefined {
	const stored = /pmode:\s*(\d+)/.exec(
		files.text("/var/lib/nvpmodel/status") ?? "",
	)?.[1];
	if (stored === undefined) {
		return undefined;
	}
	const id = Number(stored);
	const models = (files.text("/etc/nvpmodel.conf") ?? "").matchAll(
		/^<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>/gm,
	);
	const name = [...models].find((model) => Number(model[1]) === id)?.[2];
	return name ?? `mode ${id}`;
}

// `jetson_clocks --show` wants root; what it does, raising the lowest frequency to the highest, anyone can read.
function clocksHeld(files: LinuxFiles): boolean | null {
	const held = files
		.entries("/sys/devices/system/cpu", /^cpu\d+$/)
		.map((cpu) => ({
			low: files.number(`${cpu}/cpufreq/scaling_min_freq`),
			high: files.number(`${cpu}/cpufreq/scaling_max_freq`),
		}))
		.filter(({ low, high }) => low !== undefined && high !== undefined)
		.map(({ low, high }) => low === high);
	return held.length === 0 ? null : held.every(Boolean);
}
