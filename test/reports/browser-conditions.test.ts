import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import type { Cell } from "../../plan/cell.ts";
import type { LatencyMeasurement } from "../../plan/outcome.ts";
import { summarize } from "../../reports/summary.ts";
import {
	accuracyOutcome,
	artifactEntry,
	FINISHED,
	latencyOutcome,
	runEntry,
	suiteOf,
	timeAt,
} from "../support/entries.ts";

const CELL: Cell = {
	model: "net",
	variant: "float32",
	delegate: "webgpu",
	threads: 1,
	device: "local",
};

const SUITE = suiteOf({
	name: "browser",
	models: ["net"],
	variants: ["float32"],
	delegates: ["webgpu"],
	dataset: "mnist",
	preset: "smoke",
});

const GPU = {
	vendor: "maker",
	architecture: "generation",
	description: "Card 9",
	software: false,
};

type BrowserFacts = Pick<LatencyMeasurement, "adapter" | "clockResolutionMs">;

function cellWith(medianMs: number, facts: BrowserFacts) {
	const launch = (round: number): Entry => {
		const outcome = latencyOutcome({ medianMs, seed: round });
		if (
			outcome.status !== "measured" ||
			outcome.measurement.kind !== "latency"
		) {
			throw new Error("a latency outcome is measured");
		}
		const measurement = { ...outcome.measurement, ...facts };
		return {
			kind: "launch",
			at: timeAt(round + 1),
			cell: CELL,
			task: "latency",
			round,
			outcome: { status: "measured", measurement },
		};
	};
	const accuracy: Entry = {
		kind: "launch",
		at: timeAt(9),
		cell: CELL,
		task: "accuracy",
		round: 0,
		outcome: accuracyOutcome({ wrong: [3] }),
	};
	const [cell] = summarize([
		runEntry(SUITE),
		artifactEntry("net", "float32"),
		launch(0),
		launch(1),
		accuracy,
		FINISHED,
	]).cells;
	if (cell === undefined) {
		throw new Error("the run has one cell");
	}
	return cell;
}

test("latency on a GPU is valid", () => {
	assert.is(cellWith(1, { adapter: GPU }).verdict, "valid");
});

test("latency on a software adapter is invalid, by its name, and the accuracy stands", () => {
	const adapter = {
		...GPU,
		vendor: "google",
		description: "SwiftShader",
		software: true,
	};
	const { verdict, reason, advice, accuracy } = cellWith(1, { adapter });
	assert.is(verdict, "invalid: software adapter");
	assert.is(reason, "the GPU was a program on the CPU: SwiftShader (google)");
	assert.match(advice ?? "", /the accuracy stands/);
	assert.is(accuracy?.top1, 0.999);
});

test("an adapter without a description is named by its architecture", () => {
	const adapter = { ...GPU, vendor: "", description: "", software: true };
	assert.is(
		cellWith(1, { adapter }).reason,
		"the GPU was a program on the CPU: generation (vendor unknown)",
	);
});

test("a clock that steps by more than a tenth of the median is too coarse, by a tenth is not", () => {
	assert.is(cellWith(0.0501, { clockResolutionMs: 0.005 }).verdict, "valid");
	const { verdict, reason } = cellWith(0.045, { clockResolutionMs: 0.005 });
	assert.is(verdict, "invalid: below the timer's resolution");
	assert.match(reason ?? "", /the clock steps by 0\.005\d* ms, more than 10/);
});

test.run();
