import { test } from "uvu";
import * as assert from "uvu/assert";
import { toJson } from "../../reports/json.ts";
import { summarize } from "../../reports/summary.ts";
import { COLUMNS } from "../../reports/table.ts";
import { journalOf, MNIST_SUITE } from "../support/examples.ts";

test("results.json carries its format, the run and every column of every cell", () => {
	const { format, run, cells } = JSON.parse(
		toJson(summarize(journalOf(MNIST_SUITE))),
	);
	assert.is(format, 2);
	assert.equal(
		[
			run.id,
			run.suite,
			run.preset,
			run.reference,
			run.elapsed_ms,
			run.commit.dirty,
		],
		["2026-01-02T03-04-05", "mnist-fp16", "smoke", "float32", 95_000, false],
	);
	assert.is(cells.length, 8);
	for (const { name } of COLUMNS) {
		assert.ok(name in cells[0], name);
	}
	assert.is(cells[0].mcnemar_p, null);
});

test("results.json lists every disagreement and the median of every launch", () => {
	const { cells } = JSON.parse(toJson(summarize(journalOf(MNIST_SUITE))));
	assert.equal(cells[4].disagreement_list, [
		{
			sample: 3,
			reference: { prediction: 4, labelRank: 1 },
			variant: { prediction: 3, labelRank: 0 },
		},
		{
			sample: 777,
			reference: { prediction: 7, labelRank: 0 },
			variant: { prediction: 8, labelRank: 1 },
		},
	]);
	assert.equal(
		cells[0].launch_medians_ms.map(({ round }: { round: number }) => round),
		[0, 1],
	);
});

test.run();
