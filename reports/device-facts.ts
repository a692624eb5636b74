import type { DeviceRecord } from "../history/devices.ts";
import type { RunSummary } from "./summary.ts";

/** What a report says of one device. */
export type DeviceFacts = {
	readonly device: string;
	/** What a reader of the figures must know first: that it was not reached, that it is emulated, its own notes. */
	readonly notes: readonly string[];
	/** Its labels and facts, as names and values. */
	readonly facts: readonly (readonly [string, string])[];
};

/** The devices of a run with their facts: the value at the start, and any other when the run was continued. */
export function deviceFacts({ devices }: RunSummary): readonly DeviceFacts[] {
	return [...devices].map(([device, record]) => ({
		device,
		notes: notesOf(record),
		facts: [...profileFacts(record), ...environmentFacts(record)],
	}));
}

function notesOf({ profile, unreachable }: DeviceRecord): readonly string[] {
	return [
		...(unreachable === undefined ? [] : [`Not reached: ${unreachable}`]),
		...(profile.emulator === undefined
			? []
			: [
					`Emulated by ${profile.emulator}: its latency says nothing about a board.`,
				]),
		...profile.notes,
	];
}

function profileFacts({
	profile,
}: DeviceRecord): readonly (readonly [string, string])[] {
	const { about, transport, cpus, labels } = profile;
	return [
		...(about === undefined ? [] : [["about", about] as const]),
		["transport", transport.kind] as const,
		...(cpus === undefined ? [] : [["cpus", cpus.join(", ")] as const]),
		...Object.entries(labels),
	];
}

function environmentFacts({
	environments,
}: DeviceRecord): readonly (readonly [string, string])[] {
	const names = [
		...new Set(environments.flatMap((environment) => Object.keys(environment))),
	];
	return names.map((name) => {
		const values = environments.map((environment) =>
			factText(environment[name]),
		);
		return [name, [...new Set(values)].join(" → ")];
	});
}

function factText(value: string | number | boolean | null | undefined): string {
	switch (typeof value) {
		case "boolean":
			return value ? "yes" : "no";
		case "number":
			return String(value);
		default:
			return value ?? "not told";
	}
}
