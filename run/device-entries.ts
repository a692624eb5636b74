import { type Device, deviceOf } from "../devices/device.ts";
import type { DeviceEntry } from "../history/entry.ts";
import { DELEGATES } from "../plan/axes.ts";
import { delegateSetting } from "../plan/delegate.ts";
import { missReason } from "../plan/miss-reason.ts";
import type { Suite } from "../plan/suite.ts";
import { PROTOCOL } from "../worker/protocol.ts";

/** What asking devices for their facts needs. */
export type FactsContext = {
	/** Every device of the suite, by name. */
	readonly devices: ReadonlyMap<string, Device>;
	readonly now: () => Date;
	readonly signal: AbortSignal;
};

/** How long a device may take to tell its facts: an emulated one needs many seconds to start Node.js alone. */
const FACTS_TIMEOUT_MS = 120_000;

/**
 * Asks all devices of a suite for their facts, at the same time. One that does not answer is an entry with the reason,
 * not an error. Rejects only with the signal's reason when it is interrupted.
 */
export function deviceEntries(
	suite: Suite,
	context: FactsContext,
): Promise<readonly DeviceEntry[]> {
	return Promise.all(
		suite.devices.map((name) => deviceEntry(name, suite, context)),
	);
}

async function deviceEntry(
	name: string,
	suite: Suite,
	{ devices, now, signal }: FactsContext,
): Promise<DeviceEntry> {
	const device = deviceOf(devices, name);
	const outcome = await device.run(
		{
			kind: "facts",
			protocol: PROTOCOL,
			browser: usesBrowser(suite),
			root: device.profile.root,
		},
		{ timeoutMs: FACTS_TIMEOUT_MS, signal },
	);
	const entry = {
		kind: "device",
		at: now().toISOString(),
		device: name,
		profile: device.profile,
	} as const;
	if (outcome.status !== "measured") {
		return { ...entry, environment: {}, unreachable: missReason(outcome) };
	}
	const { measurement } = outcome;
	return measurement.kind === "facts"
		? { ...entry, environment: measurement.environment }
		: {
				...entry,
				environment: {},
				unreachable: `it was asked for its facts and answered with ${measurement.kind}`,
			};
}

function usesBrowser({ delegates }: Suite): boolean {
	return delegates
		.map(delegateSetting)
		.some(({ delegate }) => DELEGATES[delegate].runtime === "litert-web");
}
