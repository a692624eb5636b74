import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Outcome } from "../../plan/outcome.ts";
import type { SuiteDeclaration } from "../../plan/suite.ts";
import { toCsv } from "../../reports/csv.ts";
import { summarize } from "../../reports/summary.ts";
import { accuracyOutcome, latencyOutcome } from "../support/entries.ts";
import { journalOf } from "../support/examples.ts";

const SUITE: SuiteDeclaration = {
	name: "two",
	models: ["net"],
	variants: ["float32", "float16"],
	delegates: ["xnnpack"],
	dataset: "mnist",
	preset: "smoke",
};

const SHA_32 = `32${"0f".repeat(31)}`;
const SHA_16 = `16${"0f".repeat(31)}`;

function csvOf(float16: Outcome): string {
	const entries = journalOf(SUITE, {
		latency: ({ variant }, round) =>
			variant === "float16"
				? float16
				: latencyOutcome({
						medianMs: 1,
						samplesMs: Array(100).fill(round === 0 ? 4 : 4.25),
					}),
		accuracy: ({ variant }) =>
			accuracyOutcome({
				samples: 100,
				wrong: variant === "float32" ? [3] : [],
				elapsedMs: 40.5,
			}),
	});
	return toCsv(summarize(entries));
}

test("the columns that others rely on come first, in their order", () => {
	const [heading = ""] = csvOf({ status: "failed", error: "x" }).split("\n");
	assert.ok(
		heading.startsWith(
			"cell,model,variant,delegate,threads,device,status,verdict,reason,accuracy_top1,accuracy_samples,latency_median_ms,latency_low_ms,latency_high_ms,latency_min_ms,launches,samples,load_ms,first_inference_ms,size_bytes,size_gzip_bytes,peak_memory_bytes,artifact_sha256,artifact_path,",
		),
	);
	assert.is(
		heading.slice(heading.indexOf("artifact_path,") + 14),
		"accuracy_top5,accuracy_verdict,dataset_ms,latency_p10_ms,latency_p90_ms,latency_p99_ms,base_memory_bytes,operators,delegated_operators,partitions,reference_cell,agreement,disagreements,only_reference_right,only_variant_right,mcnemar_p,max_output_error,mean_output_error,advice,throttled_launches",
	);
});

test("a row holds every figure of a cell, and nothing where there is none", () => {
	const [, first, second, end, ...rest] = csvOf({
		status: "crashed",
		signal: "SIGSEGV",
		exitCode: null,
		detail: "",
	}).split("\n");
	assert.is(
		first,
		`net/float32/xnnpack-t1@local,net,float32,xnnpack,1,local,measured,valid,,0.99,100,4.125,4,4.25,4,2,200,41,3,84180,77446,92000000,${SHA_32},/cache/artifacts/${SHA_32}.tflite,1,valid,40.5,4,4.25,,81000000,,,,,,,,,,,,,0`,
	);
	assert.is(
		second,
		`net/float16/xnnpack-t1@local,net,float16,xnnpack,1,local,crashed,invalid: crashed,2 × crashed with SIGSEGV,1,100,,,,,,,,,43912,40399,,${SHA_16},/cache/artifacts/${SHA_16}.tflite,1,valid,40.5,,,,,,,,net/float32/xnnpack-t1@local,0.99,1,0,1,1,0,0,"Try the file with the delegate builtin and one thread, and look at it with quantgrid inspect.",`,
	);
	assert.equal([end, rest], ["", []]);
});

test("a text that a spreadsheet would take for a formula gets an apostrophe, whatever it begins with", () => {
	for (const start of ["=", "+", "-", "@", "\t", "\r"]) {
		const entries = journalOf(SUITE, {
			latency: (_, round) =>
				round === 0
					? { status: "unsupported", reason: `${start}1+1` }
					: undefined,
		});
		const field = start === "\r" ? `"'\r1+1"` : `'${start}1+1`;
		assert.ok(
			toCsv(summarize(entries)).includes(
				`,unsupported,invalid: unsupported,${field},`,
			),
			JSON.stringify(start),
		);
	}
});

test("quotes, commas and line feeds in a text stay inside one field", () => {
	const csv = csvOf({ status: "failed", error: 'say "no",\nthen stop' });
	assert.ok(csv.includes('"2 × say ""no"",\nthen stop"'));
});

test.run();
