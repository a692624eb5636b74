import { formatDuration } from "../lib/duration.ts";
import { unreachable } from "../lib/errors.ts";
import { printable } from "../lib/printable.ts";
import type { RunEvent } from "../run/progress.ts";
import type { TuneAnswer } from "../worker/protocol.ts";

/** That a device is waited for until it is cooler, and how it stands. */
export function coolingText({
	device,
	temperatureC,
	belowC,
	waitedMs,
	atMostMs,
}: Extract<RunEvent, { kind: "cooling" }>): string {
	const is =
		temperatureC === null
			? "does not tell its temperature"
			: `is at ${temperatureC.toFixed(1)} °C`;
	return `${device} was throttled and ${is}; cooling down to below ${belowC} °C for ${formatDuration(waitedMs)} of at most ${formatDuration(atMostMs)}`;
}

/** What became of setting a device's governor, or of setting it back. */
export function tuneText(result: TuneAnswer): string {
	switch (result.status) {
		case "ready":
			return `the governor is "performance" for this run; before: ${printable(result.former)}`;
		case "refused":
			return `the governor stays as it is: ${printable(result.reason)}`;
		case "restored":
			return `the governor is as before: ${printable(result.former)}`;
		case "idle":
			return "no governor had to be set back";
		default:
			return unreachable(result);
	}
}
