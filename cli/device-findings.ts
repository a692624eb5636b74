import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askCache } from "../devices/cache.ts";
import type { Device } from "../devices/device.ts";
import { packageVersion } from "../lib/package.ts";
import { DELEGATES, type Delegate, idsOf } from "../plan/axes.ts";
import type {
	Environment,
	LatencyMeasurement,
	Outcome,
} from "../plan/outcome.ts";
import { type CellJob, PROTOCOL } from "../worker/protocol.ts";
import { type Finding, nodeVersion } from "./diagnosis.ts";
import { measuringAdvice } from "./doctor.ts";
import { tinyLayersBytes } from "./tiny-layers.ts";
import { DENSE, tinyModelBytes } from "./tiny-model.ts";

const FACTS_MS = 60_000;
const LAUNCH_MS = 120_000;

/** The delegates without which a device measures nothing at all, where its profile names none. */
const NEEDED: readonly Delegate[] = ["builtin"];

/** A delegate library is named by a suite, so `external` alone cannot be tried. */
const UNTRIED: readonly Delegate[] = ["external"];

/** Tries everything that a suite may need of a device. Rejects only with the signal's reason. */
export async function* findingsOf(
	device: Device,
	signal: AbortSignal,
): AsyncGenerator<Finding> {
	const asked = await device.run(
		{ kind: "facts", protocol: PROTOCOL },
		{ timeoutMs: FACTS_MS, signal },
	);
	if (asked.status !== "measured" || asked.measurement.kind !== "facts") {
		yield broken("the way to its worker", outcomeText(asked));
		return;
	}
	const facts = asked.measurement.environment;
	yield* factFindings(facts);
	const delegates =
		device.profile.delegates ??
		idsOf(DELEGATES).filter((id) => !UNTRIED.includes(id));
	let measured: LatencyMeasurement | undefined;
	for (const delegate of delegates) {
		const outcome = await tryDelegate(device, delegate, signal);
		if (
			outcome.status === "measured" &&
			outcome.measurement.kind === "latency"
		) {
			measured ??= outcome.measurement;
		}
		const required =
			device.profile.delegates !== undefined || NEEDED.includes(delegate);
		yield delegateFinding(delegate, { outcome, required });
	}
	yield* stateFindings(facts, measured);
	if (device.profile.transport.kind !== "local") {
		yield await cacheFinding(device, signal);
	}
}

function* factFindings(facts: Environment): Generator<Finding> {
	const { node, quantgrid, tflite, board, cpuModel } = facts;
	yield nodeVersion(String(node));
	yield {
		part: "quantgrid",
		required: true,
		result:
			quantgrid === packageVersion()
				? { status: "works", detail: String(quantgrid) }
				: {
						status: "fails",
						reason: `Found ${quantgrid}, expected ${packageVersion()}.`,
					},
		wayOut: "Run `quantgrid devices install` for it.",
	};
	yield {
		part: "TensorFlow Lite",
		required: false,
		result:
			typeof tflite === "string"
				? { status: "works", detail: tflite }
				: {
						status: "fails",
						reason: "Its version is not known: the XNNPACK plugin is missing.",
					},
		wayOut:
			"Install a C compiler there (`apt-get install gcc libc6-dev`), then install quantgrid anew with --force.",
	};
	yield works(
		"machine",
		[board ?? cpuModel, `${facts.cpuCores} cores`, facts.architecture]
			.filter((part) => part !== null && part !== undefined)
			.join(", "),
	);
}

/** What the device was doing while it was tried, and what makes latency there less steady than it could be. */
function* stateFindings(
	facts: Environment,
	measured: LatencyMeasurement | undefined,
): Generator<Finding> {
	const { governor, temperaturesC } = facts;
	yield works(
		"governor",
		governor === null ? "the device does not tell" : `${governor}`,
	);
	yield works(
		"temperature in °C",
		temperaturesC === null ? "the device does not tell" : `${temperaturesC}`,
	);
	const throttled = measured?.after.throttled ?? null;
	yield throttled === true
		? {
				part: "throttling",
				required: false,
				result: {
					status: "fails",
					reason: "The processor is slowed down now.",
				},
				wayOut:
					"Give it a better power supply and cooling, and let it rest; throttled launches are invalid.",
			}
		: works(
				"throttling",
				throttled === false ? "none now" : "the device does not tell",
			);
	for (const advice of measuringAdvice(facts)) {
		yield {
			part: "steady latency",
			required: false,
			result: { status: "fails", reason: advice },
			wayOut: "",
		};
	}
}

function delegateFinding(
	delegate: Delegate,
	{
		outcome,
		required,
	}: { readonly outcome: Outcome; readonly required: boolean },
): Finding {
	const part = `delegate ${delegate}: ${DELEGATES[delegate].about}`;
	if (outcome.status === "measured") {
		return { ...works(part, "measured a dense layer"), required };
	}
	return { ...broken(part, outcomeText(outcome)), required };
}

async function tryDelegate(
	device: Device,
	delegate: Delegate,
	signal: AbortSignal,
): Promise<Outcome> {
	const folder = mkdtempSync(join(tmpdir(), "quantgrid-check-"));
	try {
		const modelPath = join(folder, "dense");
		writeFileSync(
			modelPath,
			DELEGATES[delegate].runtime === "tfjs"
				? tinyLayersBytes(DENSE)
				: tinyModelBytes(DENSE),
		);
		const job: CellJob = {
			kind: "cell",
			protocol: PROTOCOL,
			modelPath,
			delegate,
			threads: 1,
			inputs: [],
			outputs: [],
			dataset: null,
			task: {
				kind: "latency",
				samples: 8,
				sampleMs: 0,
				warmups: 1,
				warmupMs: 0,
				seed: 1,
			},
		};
		return await device.run(job, { timeoutMs: LAUNCH_MS, signal });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function cacheFinding(
	device: Device,
	signal: AbortSignal,
): Promise<Finding> {
	const delivery = await askCache(device, signal);
	if (delivery.status !== "there") {
		return broken("cache", JSON.stringify(delivery));
	}
	const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
	const { usedBytes, freeBytes } = delivery;
	const { cacheBytes } = device.profile;
	const detail = `${megabytes(usedBytes)} of at most ${megabytes(cacheBytes)} used, ${megabytes(freeBytes)} free on its disk`;
	return freeBytes + usedBytes >= Math.min(cacheBytes, NARROW_BYTES)
		? works("cache", detail)
		: {
				part: "cache",
				required: false,
				result: { status: "fails", reason: `${detail}.` },
				wayOut: 'Make room there, or lower "cacheBytes" in its profile.',
			};
}

/** Room for a few networks and a folder of pictures. */
const NARROW_BYTES = 200_000_000;

function works(part: string, detail: string): Finding {
	return {
		part,
		required: true,
		result: { status: "works", detail },
		wayOut: "",
	};
}

function broken(part: string, reason: string): Finding {
	return {
		part,
		required: true,
		result: { status: "fails", reason },
		wayOut: "",
	};
}

function outcomeText(outcome: Outcome): string {
	switch (outcome.status) {
		case "measured":
			return "The device answered something else than it was asked.";
		case "unsupported":
			return outcome.reason;
		case "failed":
			return outcome.error;
		case "timed-out":
			return `There was no answer within ${outcome.afterMs / 1000} s.`;
		case "crashed":
			return `The worker crashed${outcome.signal === null ? "" : ` with ${outcome.signal}`}: ${outcome.detail}`;
	}
}
