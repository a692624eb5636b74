import type { RecordedDevice } from "../history/recorded-run.ts";

/** The facts in which a device differs between two runs, `node: 20.1, then 22.0`; empty where its fingerprint is the same. */
export function deviceChanges(
	before: RecordedDevice | undefined,
	after: RecordedDevice | undefined,
): readonly string[] {
	if (before?.fingerprint === after?.fingerprint) {
		return [];
	}
	const [early, late] = [before?.environment ?? {}, after?.environment ?? {}];
	const names = new Set([...Object.keys(early), ...Object.keys(late)]);
	return [...names]
		.filter((name) => early[name] !== late[name])
		.map(
			(name) =>
				`${name}: ${String(early[name] ?? "unknown")}, then ${String(late[name] ?? "unknown")}`,
		);
}
