import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import type { CellSummary } from "../../reports/cell-summary.ts";
import { summarize } from "../../reports/summary.ts";
import { accuracyOutcome } from "../support/entries.ts";
import { journalOf } from "../support/examples.ts";

const ONE_CELL: SuiteDeclaration = {
	name: "one",
	models: ["net"],
	variants: ["float32"],
	delegates: ["builtin"],
	preset: "smoke",
};

const PAIR: SuiteDeclaration = {
	...ONE_CELL,
	variants: ["float32", "float16"],
	dataset: "mnist",
};

test("accuracy counts the right predictions of the whole pass; top-5 needs more than five classes", () => {
	const { accuracy } = summarize(
		journalOf(PAIR, {
			accuracy: () =>
				accuracyOutcome({ samples: 200, wrong: [0, 7, 9], elapsedMs: 41 }),
		}),
	).cells[0] as CellSummary;
	assert.equal(
		[accuracy?.top1, accuracy?.top5, accuracy?.samples, accuracy?.datasetMs],
		[0.985, 1, 200, 41],
	);
});

test("a sample whose outputs are not numbers counts as wrong, even when its rank says otherwise", () => {
	const outcome = accuracyOutcome({ samples: 100, wrong: [] });
	assert.ok(
		outcome.status === "measured" && outcome.measurement.kind === "accuracy",
	);
	const predictions = outcome.measurement.predictions.map(
		(prediction, index) => (index < 3 ? -1 : prediction),
	);
	const broken: Outcome = {
		status: "measured",
		measurement: { ...outcome.measurement, predictions },
	};
	const cell = summarize(journalOf(PAIR, { accuracy: () => broken }))
		.cells[0] as CellSummary;
	assert.is(cell.accuracy?.top1, 0.97);
	assert.is(cell.accuracyVerdict, "invalid: outputs not numbers");
	assert.is(cell.verdict, "valid");
});

test("a variant is compared with the reference sample by sample, every disagreement listed", () => {
	const summary = summarize(
		journalOf(PAIR, {
			accuracy: ({ variant }) =>
				variant === "float32"
					? accuracyOutcome({ samples: 100, wrong: [1, 2] })
					: accuracyOutcome({
							samples: 100,
							wrong: [2, 30, 31],
							outputShift: 0.5,
						}),
		}),
	);
	assert.is(summary.cells[0]?.comparison, undefined);
	const comparison = summary.cells[1]?.comparison;
	assert.is(comparison?.referenceCell, "net/float32/builtin-t1@local");
	assert.equal(
		[
			comparison?.agreement,
			comparison?.onlyReferenceRight,
			comparison?.onlyVariantRight,
			comparison?.mcnemarP,
		],
		[0.97, 2, 1, 1],
	);
	assert.equal(comparison?.disagreements, [
		{
			sample: 1,
			reference: { prediction: 2, labelRank: 1 },
			variant: { prediction: 1, labelRank: 0 },
		},
		{
			sample: 30,
			reference: { prediction: 0, labelRank: 0 },
			variant: { prediction: 1, labelRank: 1 },
		},
		{
			sample: 31,
			reference: { prediction: 1, labelRank: 0 },
			variant: { prediction: 2, labelRank: 1 },
		},
	]);
	assert.is(comparison?.outputError?.samples, 16);
	assert.ok(Math.abs((comparison?.outputError?.max ?? 0) - 0.5) < 1e-6);
});

test("cells that saw different numbers of samples are not compared", () => {
	const summary = summarize(
		journalOf(PAIR, {
			accuracy: ({ variant }) =>
				accuracyOutcome({
					samples: variant === "float32" ? 100 : 90,
					wrong: [],
				}),
		}),
	);
	assert.is(summary.cells[1]?.comparison, undefined);
	assert.is(summary.cells[1]?.accuracyVerdict, "invalid: accuracy incomplete");
	assert.is(summary.cells[1]?.reason, "accuracy saw 90 of 100 samples");
});

test.run();
