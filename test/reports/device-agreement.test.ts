import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Entry } from "../../history/entry.ts";
import type { Cell } from "../../plan/cell.ts";
import {
	agreementTables,
	deviceAgreements,
} from "../../reports/device-agreement.ts";
import { toJson } from "../../reports/json.ts";
import { summarize } from "../../reports/summary.ts";
import { terminalTable } from "../../reports/terminal-table.ts";
import { accuracyOutcome } from "../support/entries.ts";
import { journalOf, MNIST_SUITE, type RunShape } from "../support/examples.ts";

const WRONG = [3, 28, 53];

/** Two devices, of which the second reads sample 777 wrongly and 3 rightly, and whose outputs lie a little apart. */
const twoDevices = (shape: RunShape = {}): readonly Entry[] =>
	journalOf(
		{
			...MNIST_SUITE,
			tables: [],
			variants: ["float32"],
			delegates: ["builtin"],
			threads: [1],
			devices: ["laptop", "board"],
		},
		{
			accuracy: ({ device }) =>
				device === "board"
					? accuracyOutcome({
							wrong: [...WRONG.slice(1), 777],
							outputShift: 0.125,
						})
					: accuracyOutcome({ wrong: WRONG }),
			...shape,
		},
	);

test("the same file on two devices: differing predictions, outputs and the paired test are told", () => {
	const summary = summarize(twoDevices());
	const [agreement, ...others] = deviceAgreements(summary);
	assert.equal(others, []);
	assert.ok(agreement && "samples" in agreement.result);
	assert.is(agreement.against.id, "mnist-cnn/float32/builtin-t1@laptop");
	const { result } = agreement;
	assert.equal(
		result.disagreements.map(({ sample }) => sample),
		[3, 777],
	);
	assert.equal(
		[result.onlyReferenceRight, result.onlyVariantRight, result.mcnemarP],
		[1, 1, 1],
	);
	assert.ok(Math.abs((result.outputError?.max ?? 0) - 0.125) < 1e-6);
});

test("the table stands in the report, a row for each cell, a table for each other device", () => {
	const [table] = agreementTables(summarize(twoDevices()), "en");
	assert.ok(table && "rows" in table);
	assert.is(
		table.title,
		"Predictions of the same files on two devices · board / laptop",
	);
	assert.equal(
		table.rows.map(({ heading, fields }) => [
			heading,
			...fields.map(({ text }) => text),
		]),
		[
			[
				"mnist-cnn/float32/builtin-t1",
				"1,000",
				"2",
				"0.9980",
				"0.125",
				"0.125",
				"1",
				"1",
				"1",
			],
		],
	);
	const text = terminalTable(twoDevices(), {
		lang: "en",
		colour: false,
		width: 200,
	});
	assert.match(text, /differ .*largest output difference/);
});

test("a cell that only one device measured is not compared", () => {
	const missing = twoDevices({
		accuracy: ({ device }: Cell) =>
			device === "board" ? undefined : accuracyOutcome({ wrong: WRONG }),
	});
	assert.equal(deviceAgreements(summarize(missing)), []);
	assert.equal(agreementTables(summarize(missing), "en"), []);
});

test("one device alone has no such table", () => {
	assert.equal(agreementTables(summarize(journalOf(MNIST_SUITE)), "en"), []);
});

test("devices that saw other samples are not compared, and the report says so", () => {
	const [problem] = agreementTables(
		summarize(
			twoDevices({
				accuracy: ({ device }: Cell) =>
					accuracyOutcome({
						wrong: WRONG,
						samples: device === "board" ? 500 : 1000,
					}),
			}),
		),
		"en",
	);
	assert.ok(problem && "problem" in problem);
	assert.match(
		problem.problem,
		/^mnist-cnn\/float32\/builtin-t1@board: the two did not see the same samples/,
	);
});

test("a run in which the file changed compares nothing, and says so", () => {
	const entries = twoDevices();
	const built = entries.find(({ kind }) => kind === "artifact");
	assert.ok(built?.kind === "artifact" && built.build.status === "built");
	const { artifact } = built.build;
	const rebuilt: Entry = {
		...built,
		build: {
			status: "built",
			artifact: { ...artifact, sha256: "b".repeat(64) },
		},
	};
	const [problem] = agreementTables(
		summarize([...entries.slice(0, -1), rebuilt, ...entries.slice(-1)]),
		"en",
	);
	assert.ok(problem && "problem" in problem);
	assert.match(problem.problem, /did not execute the same file/);
});

test("results.json lists every differing sample with both answers", () => {
	const { device_agreement } = JSON.parse(toJson(summarize(twoDevices())));
	assert.is(device_agreement[0].cell, "mnist-cnn/float32/builtin-t1@board");
	assert.equal(device_agreement[0].differing, [
		{
			sample: 3,
			against: { prediction: 4, labelRank: 1 },
			cell: { prediction: 3, labelRank: 0 },
		},
		{
			sample: 777,
			against: { prediction: 7, labelRank: 0 },
			cell: { prediction: 8, labelRank: 1 },
		},
	]);
});

test.run();
