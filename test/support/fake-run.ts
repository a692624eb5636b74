import type { Device } from "../../devices/device.ts";
import type { Entry, LaunchEntry } from "../../history/entry.ts";
import type { BuildResult } from "../../models/variants/build.ts";
import {
	type DeviceProfile,
	deviceProfileSchema,
} from "../../plan/device-profile.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { Suite } from "../../plan/suite.ts";
import type { RunEvent } from "../../run/progress.ts";
import type { RunContext } from "../../run/run-suite.ts";
import type { Job } from "../../worker/protocol.ts";
import { suiteOf } from "./entries.ts";

/** A suite of one model over the devices, with two latency launches of each cell. */
export function suiteOn(
	devices: readonly string[],
	threads: readonly number[] = [1],
): Suite {
	return suiteOf({
		name: "fake",
		models: [{ name: "net", file: "net.tflite" }],
		variants: ["as-is"],
		delegates: ["builtin"],
		threads: [...threads],
		devices: [...devices],
		preset: "smoke",
	});
}

const BUILT: BuildResult = {
	build: {
		status: "built",
		artifact: {
			path: "/net",
			sha256: "a".repeat(64),
			sizeBytes: 1,
			gzipBytes: 1,
			weights: "brought",
		},
	},
	graph: { inputs: [], outputs: [] },
};

/** A device that starts no process: a function answers its jobs. */
export function fakeDevice(
	name: string,
	answer: (job: Job, signal: AbortSignal) => Outcome | Promise<Outcome>,
	profile: Partial<DeviceProfile> = {},
): Device {
	return {
		name,
		profile: {
			...deviceProfileSchema.parse({
				name,
				transport: { kind: "ssh", host: name },
			}),
			...profile,
		},
		argvOf: () => [],
		run: async (job, { signal }) => {
			signal.throwIfAborted();
			return answer(job, signal);
		},
	};
}

/** A run on fake devices: a clock that only waiting moves, and all that was appended and told. */
export type FakeRun = RunContext & {
	readonly entries: Entry[];
	readonly events: RunEvent[];
	/** Every time that was waited, in milliseconds. */
	readonly waited: number[];
};

/** A context for a run that touches nothing. */
export function fakeRun(
	devices: readonly Device[],
	overrides: Partial<RunContext> = {},
): FakeRun {
	const entries: Entry[] = [];
	const events: RunEvent[] = [];
	const waited: number[] = [];
	let nowMs = 0;
	return {
		entries,
		events,
		waited,
		append: (entry) => entries.push(entry),
		build: async () => BUILT,
		devices: new Map(devices.map((device) => [device.name, device])),
		now: () => new Date(nowMs),
		wait: async (ms) => {
			waited.push(ms);
			nowMs += ms;
		},
		tell: (event) => events.push(event),
		signal: new AbortController().signal,
		...overrides,
	};
}

/** The launches among entries. */
export function launchesOf(entries: readonly Entry[]): readonly LaunchEntry[] {
	return entries.filter((entry) => entry.kind === "launch");
}
