import { constants } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { errorText } from "../lib/errors.ts";
import { packageVersion } from "../lib/package.ts";
import { printable } from "../lib/printable.ts";
import type { DeviceProfile } from "../plan/device-profile.ts";
import type { Outcome } from "../plan/outcome.ts";
import type { Job } from "../worker/protocol.ts";
import { type Delivery, type Shipment, sendBlobs } from "./blob-sender.ts";
import type { Device, DeviceProgram, LaunchOptions } from "./device.ts";
import { fileHasher, filesOfJob, type Hasher } from "./job-files.ts";
import type { RemoteEnding, Trouble } from "./trouble.ts";
import { endingOfWorker, lastLine, outcomeOf } from "./worker-process.ts";

/** How a device that does not share this machine's files is reached. */
export type Reach = {
	readonly argvOf: (program: DeviceProgram) => readonly string[];
	/** The command line of a worker that is to be ended after that time in any case. */
	readonly workerArgv: (limitMs: number) => readonly string[];
	/** Where the cache lies, as the programs on the device take it. */
	readonly cache: string;
	/** Makes the device ready to be spoken to; gives what kept it from it. */
	readonly connect: (signal: AbortSignal) => Promise<Trouble | undefined>;
	/** What was wrong with the way to the device when a program ended; undefined when it was the program's own end. */
	readonly troubleOf: (ending: RemoteEnding) => Trouble | undefined;
};

/** What tests hold of a remote device. */
export type RemoteOptions = {
	/** Waits before a launch is tried again. */
	readonly pause?: (signal: AbortSignal) => Promise<void>;
	/** The version of quantgrid that the device must have. */
	readonly version?: string;
};

/** How often a launch is tried again after a connection that was lost, or a device that cannot be reached. */
const RETRIES = 2;

const PAUSE_MS = 3000;

/** How much longer than its launch a worker may live on a device that has lost its harness. */
const GRACE_MS = 10_000;

/** A shell tells a program that a signal ended by this and the signal's number. */
const SIGNAL_BASE = 128;

type Attempt = { readonly outcome: Outcome } | { readonly trouble: Trouble };

/** Where a job's files are on the device. */
type Place = { readonly cache: string; readonly tree: string | null };

/** A device that gets the files of its jobs sent, each once. A lost connection costs a launch, which is tried again. */
export function remoteDevice(
	profile: DeviceProfile,
	reach: Reach,
	{ pause = shortPause, version = packageVersion() }: RemoteOptions = {},
): Device {
	const hash = fileHasher();
	const places = new Map<string, Place>();
	let retries = RETRIES;
	const context = { profile, reach, hash, places, version };
	return {
		name: profile.name,
		profile,
		argvOf: reach.argvOf,
		run: async (job, options) => {
			for (let tried = 0; ; tried++) {
				const attempt = await launch(context, job, options);
				if ("outcome" in attempt) {
					retries = RETRIES;
					return attempt.outcome;
				}
				const { passing, message } = attempt.trouble;
				if (!passing || tried >= retries) {
					// A device that stays away is not waited for with every launch.
					retries = 0;
					return {
						status: "failed",
						error: message,
						...(passing && { lost: true }),
					};
				}
				await pause(options.signal);
			}
		},
	};
}

async function shortPause(signal: AbortSignal): Promise<void> {
	await wait(PAUSE_MS, undefined, { signal }).catch(() => {});
	signal.throwIfAborted();
}

type RemoteContext = {
	readonly profile: DeviceProfile;
	readonly reach: Reach;
	readonly hash: Hasher;
	/** Where the files of earlier jobs are, by what was sent. */
	readonly places: Map<string, Place>;
	readonly version: string;
};

async function launch(
	context: RemoteContext,
	job: Job,
	options: LaunchOptions,
): Promise<Attempt> {
	const { profile, reach } = context;
	const trouble = await reach.connect(options.signal);
	if (trouble !== undefined) {
		return { trouble };
	}
	const files = await filesOfJob(job, context.hash).catch(errorText);
	if (typeof files === "string") {
		return { outcome: { status: "failed", error: files } };
	}
	const { blobs, tree, jobThere } = files;
	const place = await deliver(
		context,
		{ cache: reach.cache, cacheBytes: profile.cacheBytes, blobs, tree },
		options.signal,
	);
	if ("message" in place) {
		return { trouble: place };
	}
	const attempt = await work(
		context,
		jobThere(place.cache, place.tree),
		options,
	);
	// Another harness may have pushed the files out of the cache since they were sent: now the device is asked.
	return place.remembered &&
		"outcome" in attempt &&
		attempt.outcome.status === "failed"
		? launch(context, job, options)
		: attempt;
}

/** Runs a job whose files are there. */
async function work(
	{ reach, places }: RemoteContext,
	job: Job,
	options: LaunchOptions,
): Promise<Attempt> {
	const { timeoutMs } = options;
	const argv = reach.workerArgv(timeoutMs + GRACE_MS);
	const ending = await endingOfWorker(argv, job, options);
	if ("status" in ending) {
		return { outcome: ending };
	}
	const silent = ending.record === undefined && !ending.timedOut;
	const lost = silent ? reach.troubleOf(ending) : undefined;
	if (lost !== undefined) {
		return { trouble: lost };
	}
	const outcome = outcomeOf(withSignal(ending), timeoutMs);
	if (outcome.status === "failed") {
		places.clear();
	}
	return { outcome };
}

/** The ending with the signal that a shell or the guard told by an exit code. */
function withSignal<
	Ending extends {
		readonly exitCode: number | null;
		readonly signal: string | null;
	},
>(ending: Ending): Ending {
	const { exitCode } = ending;
	const found = Object.entries(constants.signals).find(
		([, number]) => number + SIGNAL_BASE === exitCode,
	);
	return found === undefined
		? ending
		: { ...ending, signal: found[0], exitCode: null };
}

/** Sees to it that the device has what a job needs, without asking where it had it a moment ago. */
async function deliver(
	{ profile, reach, places, version }: RemoteContext,
	shipment: Shipment,
	signal: AbortSignal,
): Promise<(Place & { readonly remembered: boolean }) | Trouble> {
	const key = JSON.stringify([
		shipment.blobs.map(({ sha256 }) => sha256),
		shipment.tree,
	]);
	const known = places.get(key);
	if (known !== undefined) {
		return { ...known, remembered: true };
	}
	try {
		const send = () =>
			sendBlobs(reach.argvOf("blobs"), shipment, { version, signal });
		let delivery = await send();
		if (delivery.status === "refused" && delivery.problem === "wrong-hash") {
			// What an earlier upload left was damaged; it is gone now.
			delivery = await send();
		}
		if (delivery.status !== "there") {
			return deliveryTrouble(delivery, { profile, reach, version });
		}
		if (delivery.sentBytes > 0) {
			// What came may have pushed out what was there.
			places.clear();
		}
		const { cache, tree } = delivery;
		places.set(key, { cache, tree });
		return { cache, tree, remembered: false };
	} catch (error) {
		signal.throwIfAborted();
		return { passing: false, message: errorText(error) };
	}
}

/** Why a device does not have what it was to have. */
function deliveryTrouble(
	delivery: Exclude<Delivery, { status: "there" }>,
	{
		profile: { name },
		reach,
		version,
	}: Pick<RemoteContext, "profile" | "reach" | "version">,
): Trouble {
	const tell = (text: string, passing = false): Trouble => ({
		passing,
		message: `the device "${name}": ${text}`,
	});
	switch (delivery.status) {
		case "other version":
			return tell(
				`it has quantgrid ${printable(delivery.hello.quantgrid)} (protocol ${delivery.hello.protocol}), and this is ${version}. Run \`quantgrid devices install ${name}\`.`,
			);
		case "refused":
			return tell(refusalText(delivery));
		case "ended": {
			const { stderr, detail, exitCode } = delivery;
			const how = exitCode === null ? "" : ` with exit code ${exitCode}`;
			const words = printable(detail || lastLine(stderr));
			return (
				reach.troubleOf(delivery) ??
				tell(
					`the program that takes its files ended early${how}${words === "" ? "" : `: ${words}`}. Run \`quantgrid devices check ${name}\`; installing anew with \`quantgrid devices install ${name}\` may mend it.`,
				)
			);
		}
	}
}

function refusalText({
	problem,
	detail,
}: Extract<Delivery, { status: "refused" }>): string {
	const found = printable(detail);
	switch (problem) {
		case "disk-full":
			return `its disk is full (${found}). Make room there, or lower "cacheBytes" in its profile.`;
		case "cache-too-small":
			return `its cache is too small: ${found}. Raise "cacheBytes" in its profile.`;
		case "wrong-hash":
			return `files arrive damaged (${found}). Test the disk and the memory of the device.`;
		case "wrong-request":
		case "failed":
			return `it could not take the files: ${found}.`;
	}
}
