import type {
	DeviceEntry,
	Entry,
	LaunchEntry,
	RunEntry,
} from "../../history/entry.ts";
import { PRESETS } from "../../plan/axes.ts";
import type { Cell } from "../../plan/cell.ts";
import { expandSuite } from "../../plan/expand.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import {
	accuracyOutcome,
	artifactEntry,
	deviceEntry,
	FINISHED,
	latencyOutcome,
	launchEntry,
	runEntry,
	suiteOf,
} from "./entries.ts";

/** The suite of the examples: the MNIST comparison with the document's figures. */
export const MNIST_SUITE: SuiteDeclaration = {
	name: "mnist-fp16",
	title: {
		en: "MNIST, float32 against float16",
		ja: "MNISTのfloat16量子化",
		ko: "MNIST float16 양자화",
	},
	models: ["mnist-cnn"],
	variants: ["float32", "float16"],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2],
	dataset: "mnist",
	preset: "smoke",
	tables: [
		{
			title: { en: "The document's table", ja: "モデル比較", ko: "모델 비교" },
			rows: "variant",
			columns: "metric",
			metrics: ["accuracyTop1", "datasetMs", "sizeBytes"],
			where: { delegate: "xnnpack", threads: 1 },
		},
	],
	published: {
		source: "TensorFlow tutorial exercise, Section 3",
		figures: [
			{
				cells: { variant: "float32" },
				values: { accuracyTop1: 0.9601, datasetMs: 1941, sizeBytes: 83_000 },
			},
			{
				cells: { variant: "float16" },
				values: { accuracyTop1: 0.9601, datasetMs: 1938, sizeBytes: 44_000 },
			},
		],
	},
};

/** What the cells of a made-up run measure; a cell for which nothing is given has a likely latency. */
export type RunShape = {
	readonly latency?: (cell: Cell, round: number) => Outcome | undefined;
	readonly accuracy?: (cell: Cell) => Outcome | undefined;
	readonly launches?: number;
	readonly run?: Partial<RunEntry>;
	/** Of every device. */
	readonly device?: Partial<DeviceEntry>;
};

/** The whole journal of a run over a suite, every cell measured unless the shape says otherwise. */
export function journalOf(
	declaration: SuiteDeclaration,
	shape: RunShape = {},
): readonly Entry[] {
	const suite = suiteOf(declaration);
	const {
		latency = likelyLatency,
		accuracy = likelyAccuracy,
		run = {},
	} = shape;
	const launches =
		shape.launches ?? PRESETS[run.preset ?? suite.preset].launches;
	const cells = expandSuite(suite).flatMap(({ cell, unsupported }) =>
		unsupported === undefined ? [cell] : [],
	);
	const built = suite.models.flatMap(({ name }) =>
		suite.variants.map((variant) => artifactEntry(name, variant)),
	);
	const entries: Entry[] = [
		runEntry(suite, run),
		...suite.devices.map((name) => deviceEntry(name, shape.device)),
		...built,
	];
	const add = (
		cell: Cell,
		task: LaunchEntry["task"],
		round: number,
		outcome: Outcome | undefined,
	) => {
		if (outcome !== undefined) {
			entries.push(launchEntry(cell, { task, round, outcome }, entries.length));
		}
	};
	for (const cell of suite.dataset === undefined ? [] : cells) {
		add(cell, "accuracy", 0, accuracy(cell));
	}
	for (let round = 0; round < launches; round += 1) {
		for (const cell of cells) {
			add(cell, "latency", round, latency(cell, round));
		}
	}
	return [...entries, FINISHED];
}

/** A latency as the example model has it: xnnpack faster than builtin, two threads a little faster than one. */
export function likelyLatency(cell: Cell, round: number): Outcome {
	const medianMs =
		(cell.delegate === "xnnpack" ? 0.02 : 0.09) *
		(cell.threads > 1 ? 0.8 : 1) *
		(1 + 0.02 * round);
	return latencyOutcome({ medianMs, seed: round + cell.threads * 10 });
}

/** An accuracy of 0.96 over 1000 samples; float16 has one sample right that float32 has wrong, and another wrong. */
export function likelyAccuracy({ variant }: Cell): Outcome {
	const wrong = Array.from({ length: 40 }, (_, index) => index * 25 + 3);
	return variant === "float16"
		? accuracyOutcome({
				wrong: [...wrong.slice(1), 777],
				elapsedMs: 210,
				outputShift: 0.001,
			})
		: accuracyOutcome({ wrong, elapsedMs: 214 });
}

/**
 * The journal of a run in which not all went well: on two threads the launches of `builtin` lie far apart on a busy
 * machine, and float16 with `xnnpack` crashes.
 */
export function mixedJournal(): readonly Entry[] {
	return journalOf(MNIST_SUITE, {
		latency: (cell, round) => {
			if (cell.threads === 1) {
				return likelyLatency(cell, round);
			}
			if (cell.delegate === "builtin") {
				return latencyOutcome({
					medianMs: 0.08 * (1 + round * 0.7),
					seed: 9,
					after: { loadAverage: 3.4 },
				});
			}
			return cell.variant === "float16"
				? { status: "crashed", signal: "SIGSEGV", exitCode: null, detail: "" }
				: likelyLatency(cell, round);
		},
	});
}
