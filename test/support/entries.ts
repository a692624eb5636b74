import { deflateRawSync } from "node:zlib";
import {
	type DeviceEntry,
	type Entry,
	JOURNAL_FORMAT,
	type LaunchEntry,
	type RunEntry,
} from "../../history/entry.ts";
import { packSamples } from "../../lib/packed-samples.ts";
import { seededRandom } from "../../lib/random.ts";
import { PRESETS, type Preset, type Variant } from "../../plan/axes.ts";
import type { Cell } from "../../plan/cell.ts";
import { deviceProfileSchema } from "../../plan/device-profile.ts";
import type { Environment, Health, Outcome } from "../../plan/outcome.ts";
import {
	parseSuite,
	type Suite,
	type SuiteDeclaration,
} from "../../plan/suite.ts";

/** A quiet machine. */
export const QUIET: Health = {
	loadAverage: 0.2,
	frequencyMHz: 2400,
	temperatureC: 48,
	governor: "performance",
	throttled: false,
};

/** A checked suite from a declaration. */
export function suiteOf(declaration: SuiteDeclaration): Suite {
	return parseSuite(declaration, {
		file: "test.suite.ts",
		directory: "/suites",
	});
}

const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The time at which a number of seconds of a run had passed. */
export function timeAt(seconds: number): string {
	return new Date(START + seconds * 1000).toISOString();
}

/** The first line of a journal. */
export function runEntry(
	suite: Suite,
	overrides: Partial<RunEntry> = {},
): RunEntry {
	return {
		kind: "run",
		format: JOURNAL_FORMAT,
		at: timeAt(0),
		id: "2026-01-02T03-04-05",
		suite: JSON.parse(JSON.stringify(suite)),
		suiteSha256: "a".repeat(64),
		preset: suite.preset,
		seed: suite.seed,
		quantgridVersion: "0.1.0",
		commit: { sha: "0123456789abcdef0123456789abcdef01234567", dirty: false },
		...overrides,
	};
}

/** Facts of a likely machine. */
export const ENVIRONMENT: Environment = {
	cpuModel: "Example CPU @ 2.40GHz",
	cpuCores: 2,
	architecture: "x64",
	kernel: "6.1.0",
	governor: null,
	node: "20.20.2",
	tflite: "2.9.0",
	virtualised: true,
};

/** The line of a journal that tells of a device: of a likely machine, unless the overrides say otherwise. */
export function deviceEntry(
	device = "local",
	overrides: Partial<DeviceEntry> = {},
): DeviceEntry {
	return {
		kind: "device",
		at: timeAt(0),
		device,
		profile: deviceProfileSchema.parse({
			name: device,
			transport: { kind: "local" },
		}),
		environment: ENVIRONMENT,
		...overrides,
	};
}

/** A device that says the same text wherever it can. */
export function deviceSaying(text: string): Partial<DeviceEntry> {
	const { profile } = deviceEntry();
	return {
		environment: { cpuModel: text, [text]: text },
		profile: {
			...profile,
			about: text,
			labels: { [text]: text },
			notes: [text],
		},
	};
}

/** What became of building a variant: a file of the sizes that the comparison of the examples has. */
export function artifactEntry(model: string, variant: Variant): Entry {
	const sizeBytes = variant === "float16" ? 43_912 : 84_180;
	const sha256 = `${variant === "float16" ? "16" : "32"}${"0f".repeat(31)}`;
	const artifact = {
		path: `/cache/artifacts/${sha256}.tflite`,
		sha256,
		sizeBytes,
		gzipBytes: Math.round(sizeBytes * 0.92),
		weights: "trained" as const,
	};
	return {
		kind: "artifact",
		at: timeAt(1),
		model,
		variant,
		build: { status: "built", artifact },
	};
}

/** How a made-up latency launch came out. */
export type LatencyShape = {
	readonly medianMs: number;
	readonly seed?: number;
	readonly preset?: Preset;
	readonly samplesMs?: readonly number[];
	readonly before?: Partial<Health>;
	readonly after?: Partial<Health>;
};

/** A latency launch that measured: samples with a sharp lower end and a long tail around a median, as real ones have. */
export function latencyOutcome({
	medianMs,
	seed = 1,
	preset = "smoke",
	samplesMs,
	before,
	after,
}: LatencyShape): Outcome {
	const samples = samplesMs ?? drawSamples(medianMs, seed, preset);
	return {
		status: "measured",
		measurement: {
			kind: "latency",
			coverage: null,
			loadMs: medianMs * 40 + 1,
			firstInferenceMs: medianMs * 3,
			warmups: PRESETS[preset].warmups,
			sampleCount: samples.length,
			samples: packSamples(samples),
			peakMemoryBytes: 92_000_000,
			baseMemoryBytes: 81_000_000,
			before: { ...QUIET, ...before },
			after: { ...QUIET, ...after },
		},
	};
}

function drawSamples(
	medianMs: number,
	seed: number,
	preset: Preset,
): readonly number[] {
	const random = seededRandom(seed);
	const count = Math.max(
		PRESETS[preset].samples,
		Math.ceil((PRESETS[preset].sampleMs * 0.97) / medianMs),
	);
	return Array.from({ length: count }, () => {
		const draw = random();
		return (
			medianMs * (0.96 + 0.08 * draw + (draw > 0.9 ? (draw - 0.9) * 3 : 0))
		);
	});
}

/** How a made-up accuracy pass came out. */
export type AccuracyShape = {
	readonly samples?: number;
	/** Samples that are predicted wrongly, as the class after the true one. */
	readonly wrong: readonly number[];
	readonly elapsedMs?: number;
	/** Added to every kept output. */
	readonly outputShift?: number;
};

/** An accuracy pass that measured: ten classes, sample i is of class i modulo ten. */
export function accuracyOutcome({
	samples = 1000,
	wrong,
	elapsedMs = 1900,
	outputShift = 0,
}: AccuracyShape): Outcome {
	const missed = new Set(wrong);
	const indices = Array.from({ length: samples }, (_, index) => index);
	const outputs = new Float32Array(Math.min(samples, 16) * 10).map(
		(_, index) => (index % 10) / 10 + outputShift,
	);
	return {
		status: "measured",
		measurement: {
			kind: "accuracy",
			dataset: {
				name: "mnist",
				version: "1",
				split: "test",
				sha256: "d".repeat(64),
			},
			classCount: 10,
			elapsedMs,
			predictions: indices.map(
				(index) => (index + (missed.has(index) ? 1 : 0)) % 10,
			),
			labelRanks: indices.map((index) => (missed.has(index) ? 1 : 0)),
			outputs: {
				perSample: 10,
				values: Buffer.from(outputs.buffer).toString("base64"),
			},
		},
	};
}

/** One launch of a journal. */
export function launchEntry(
	cell: Cell,
	launch: Pick<LaunchEntry, "task" | "round" | "outcome">,
	seconds = 10,
): LaunchEntry {
	return { kind: "launch", at: timeAt(seconds), cell, ...launch };
}

/** The end of a journal. */
export const FINISHED: Entry = {
	kind: "finished",
	at: timeAt(95),
	elapsedMs: 95_000,
};

/** Packed samples as a hostile journal could hold them: any 64-bit floats, in nanoseconds. */
export function packRaw(nanoseconds: readonly number[]): string {
	return deflateRawSync(
		Buffer.from(Float64Array.from(nanoseconds).buffer),
	).toString("base64");
}
