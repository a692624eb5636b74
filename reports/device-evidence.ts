import type { DeviceRecord } from "../history/devices.ts";
import type { Environment } from "../plan/outcome.ts";
import type { Evidence } from "./evidence.ts";

/** What a cell's verdict is judged by that is a fact of its device. */
export type DeviceEvidence = Pick<
	Evidence,
	"cores" | "machineChanges" | "emulator" | "unreachable"
>;

/** What a device's entries say of the figures that were measured on it; a journal without them says nothing. */
export function deviceEvidence(
	device: DeviceRecord | undefined,
): DeviceEvidence {
	const { environments = [], profile, unreachable } = device ?? {};
	const cores = environments[0]?.cpuCores;
	return {
		cores: typeof cores === "number" ? cores : undefined,
		machineChanges: machineChangesOf(environments),
		emulator: profile?.emulator,
		unreachable,
	};
}

/** Facts that stay the same as long as a run stays on one machine with one runtime. */
const LASTING_FACTS = [
	"cpuModel",
	"cpuCores",
	"architecture",
	"board",
	"tflite",
];

function machineChangesOf(
	environments: readonly Environment[],
): readonly string[] {
	return LASTING_FACTS.flatMap((fact) => {
		const values = [
			...new Set(environments.map((environment) => environment[fact] ?? null)),
		];
		return values.length > 1 ? [`${fact}: ${values.join(", then ")}`] : [];
	});
}
