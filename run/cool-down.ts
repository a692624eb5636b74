import type { Device } from "../devices/device.ts";
import { PROTOCOL } from "../worker/protocol.ts";
import type { RunEvent } from "./progress.ts";

/** What waiting for a device needs. */
export type CoolDownContext = {
	readonly now: () => Date;
	/** Resolves after a time; rejects with the signal's reason when it is interrupted. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly tell: (event: RunEvent) => void;
	readonly signal: AbortSignal;
};

/** How often a device is asked for its temperature: each question starts a process there, which warms it. */
const ASK_EVERY_MS = 10_000;

const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Waits until a device is cooler than its profile says, or as long as that allows. A device that does not tell its
 * temperature is given all that time. Rejects with the signal's reason when it is interrupted.
 */
export async function coolDown(
	device: Device,
	{ now, wait, tell, signal }: CoolDownContext,
): Promise<void> {
	const { belowC, atMostMs } = device.profile.coolDown;
	const start = now().getTime();
	for (;;) {
		const temperatureC = await temperatureOf(device, signal);
		const waitedMs = now().getTime() - start;
		tell({
			kind: "cooling",
			device: device.name,
			temperatureC,
			belowC,
			waitedMs,
			atMostMs,
		});
		const cool = temperatureC !== null && temperatureC < belowC;
		if (cool || waitedMs >= atMostMs) {
			return;
		}
		await wait(Math.min(ASK_EVERY_MS, atMostMs - waitedMs), signal);
	}
}

async function temperatureOf(
	device: Device,
	signal: AbortSignal,
): Promise<number | null> {
	const outcome = await device.run(
		{ kind: "health", protocol: PROTOCOL, root: device.profile.root },
		{ timeoutMs: ANSWER_TIMEOUT_MS, signal },
	);
	return outcome.status === "measured" && outcome.measurement.kind === "health"
		? outcome.measurement.health.temperatureC
		: null;
}
