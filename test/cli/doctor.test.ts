import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	diagnose,
	type Finding,
	nodeVersion,
	runProbe,
} from "../../cli/diagnosis.ts";
import { findingText, measuringAdvice } from "../../cli/doctor.ts";
import { nativeRuntime } from "../../worker/runtimes/native.ts";
import { tfjsRuntime } from "../../worker/runtimes/tfjs.ts";
import { withFiles } from "../support/tiny-models.ts";

const part = { part: "a part", wayOut: "Do this." };

test("what works is told with its version, on one line", () => {
	const result = { status: "works", detail: "1.2.3" } as const;
	assert.is(
		findingText({ ...part, required: true, result }),
		"works     a part: 1.2.3",
	);
});

test("what does not work is told with its reason and the way out", () => {
	const result = { status: "fails", reason: "It is gone." } as const;
	assert.equal(findingText({ ...part, required: true, result }).split("\n"), [
		"BROKEN    a part",
		"          It is gone.",
		"          Do this.",
	]);
});

test("a missing optional part is called so, and a way out in the reason is not told twice", () => {
	const result = { status: "fails", reason: "It is gone. Do this." } as const;
	assert.equal(findingText({ ...part, required: false, result }).split("\n"), [
		"missing   a part (optional)",
		"          It is gone. Do this.",
	]);
});

test("the native parts of this machine answer their probes", () => {
	for (const name of ["builtin", "xnnpack", "png"] as const) {
		assert.is(runProbe(name).status, "works", name);
	}
});

test("every delegate of this machine is tried; one that does not work has its reason and a way out", async () => {
	const findings: Finding[] = [];
	for await (const finding of diagnose()) {
		findings.push(finding);
	}
	for (const delegate of [
		...nativeRuntime.delegates,
		...tfjsRuntime.delegates,
	]) {
		const finding = findings.find(({ part }) =>
			new RegExp(`delegate ${delegate}(?::|$)`).test(part),
		);
		assert.ok(finding, delegate);
		const { result, wayOut } = finding as Finding;
		assert.ok(result.status === "works" || result.reason.length > 20);
		assert.ok(wayOut.length > 20, delegate);
	}
	for (const name of ["tfjs-wasm", "tfjs-cpu", "external"]) {
		const part = findings.find(({ part }) =>
			part.includes(`delegate ${name}:`),
		);
		assert.is(part?.result.status, "works", name);
	}
});

test("a probe that dies takes nothing down: its end is the reason", async () => {
	const programs = {
		"killed.mjs":
			"process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 60_000);",
		"thrown.mjs": "throw new Error('broken to the bone');",
		"silent.mjs": "",
	};
	await withFiles(programs, async (path) => {
		const reason = (program: string) =>
			JSON.stringify(runProbe("png", path(program)));
		assert.match(reason("killed.mjs"), /ended with SIGSEGV before/);
		assert.match(reason("thrown.mjs"), /ended with exit code 1 before/);
		assert.match(reason("silent.mjs"), /ended with exit code 0 before/);
	});
});

test("Node is new enough from 20.11 on", () => {
	const status = (version: string) => nodeVersion(version).result.status;
	assert.equal(["18.20.4", "20.10.0", "20.11.0", "22.1.0"].map(status), [
		"fails",
		"fails",
		"works",
		"works",
	]);
});

test("a quiet machine gets no advice", () => {
	const facts = {
		governor: "performance",
		virtualised: false,
		boost: null,
		loadAverage1: 0.1,
		cpuCores: 4,
	};
	assert.equal(measuringAdvice(facts), []);
});

test("a governor, a boost, a hypervisor and a load each get their advice", () => {
	const advice = measuringAdvice({
		governor: "powersave",
		virtualised: true,
		boost: true,
		loadAverage1: 3.5,
		cpuCores: 4,
	}).join("\n");
	for (const text of ["powersave", "boosts", "virtual machine", "3.5 on 4"]) {
		assert.match(advice, text);
	}
});

test("what a device says of itself cannot change the terminal", () => {
	for (const result of [
		{ status: "works", detail: "2.17\u001b[2J" },
		{ status: "fails", reason: "no\u001b]0;title\u0007" },
	] as const) {
		const text = findingText({
			part: "quantgrid",
			required: true,
			result,
			wayOut: "Install it.",
		});
		assert.not.match(text, /[^\n\P{Cc}]/u);
		assert.match(text, /\ufffd/);
	}
});

test.run();
