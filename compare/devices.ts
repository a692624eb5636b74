import { fingerprintChanges } from "../history/fingerprint.ts";
import type { RecordedDevice } from "../history/recorded-run.ts";

/** The facts in which a device differs between two runs, `tflite: 2.9.0, then 2.10.0`; empty where its fingerprint is the same. */
export function deviceChanges(
	before: RecordedDevice | undefined,
	after: RecordedDevice | undefined,
): readonly string[] {
	return before?.fingerprint === after?.fingerprint
		? []
		: fingerprintChanges(before?.environment ?? {}, after?.environment ?? {});
}
