import { Writable } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { progressBar, progressLines } from "../../cli/progress-display.ts";
import type { Cell } from "../../plan/cell.ts";
import type { Outcome } from "../../plan/outcome.ts";
import type { RunEvent } from "../../run/progress.ts";
import { latencyOutcome } from "../support/entries.ts";

const CELL: Cell = {
	model: "net",
	variant: "float16",
	delegate: "xnnpack",
	threads: 2,
	device: "local",
};
const launch = { cell: CELL, task: "latency", round: 0 } as const;
const position = { done: 3, total: 12, remainingMs: 65_000, running: [launch] };

const launched = (outcome: Outcome): RunEvent => ({
	kind: "launched",
	launch,
	outcome,
	position,
});
const MEASURED: Outcome = {
	status: "measured",
	measurement: { kind: "facts", environment: {} },
};

function written(
	show: (stream: NodeJS.WriteStream) => {
		tell: (event: RunEvent) => void;
		end: () => void;
	},
	events: readonly RunEvent[],
): string {
	let text = "";
	const stream = new Writable({
		write: (chunk, _, done) => {
			text += chunk;
			done();
		},
	});
	const display = show(stream as NodeJS.WriteStream);
	for (const event of events) {
		display.tell(event);
	}
	display.end();
	return text;
}

const lines = (events: readonly RunEvent[]) => written(progressLines, events);
const bar = (events: readonly RunEvent[], columns = 200) =>
	written(
		(stream) =>
			progressBar(stream, { interactive: true, colour: false, columns }),
		events,
	);

test("a log gets a line for each launch that is done", () => {
	assert.is(
		lines([{ kind: "launching", launch, position }, launched(MEASURED)]),
		"3/12 net/float16/xnnpack-t2@local latency: measured\n",
	);
});

test("a log tells of a training by tenths", () => {
	const events = Array.from(
		{ length: 101 },
		(_, done): RunEvent => ({
			kind: "training",
			model: "net",
			done,
			total: 100,
		}),
	);
	assert.is(lines(events).split("\n").length, 12);
});

test("what went wrong is told with its reason, without control characters", () => {
	assert.is(
		lines([
			launched({
				status: "crashed",
				signal: "SIGSEGV",
				exitCode: null,
				detail: "\u001b[31mbad",
			}),
		]),
		"3/12 net/float16/xnnpack-t2@local latency: crashed (SIGSEGV): \ufffd[31mbad\n",
	);
	assert.match(
		lines([launched({ status: "timed-out", afterMs: 5000 })]),
		/timed out after 5\.0 s/,
	);
	assert.match(
		lines([launched({ status: "unsupported", reason: "no such operator" })]),
		/unsupported: no such operator/,
	);
	assert.match(
		lines([
			{
				kind: "built",
				cell: CELL,
				build: { status: "failed", error: "cut off" },
			},
		]),
		/^net\/float16: failed: cut off\n$/,
	);
});

test("a terminal gets one line with a bar and the time that is left", () => {
	assert.is(
		bar([{ kind: "launching", launch, position }]),
		"\r\u001b[K[█████░░░░░░░░░░░░░░░] 3/12, 1:05 min left  net/float16/xnnpack-t2@local latency\r\u001b[K",
	);
});

test("the line of a terminal is never wider than it", () => {
	const drawn =
		bar([{ kind: "launching", launch, position }], 30).split("\r\u001b[K")[1] ??
		"";
	assert.is(drawn.length, 29);
});

test("a terminal keeps what went wrong above the bar", () => {
	assert.match(
		bar([launched({ status: "failed", error: "broken" })]),
		/failed: broken\n/,
	);
});

const COOLING: RunEvent = {
	kind: "cooling",
	device: "pi4",
	temperatureC: 71.26,
	belowC: 60,
	waitedMs: 10_000,
	atMostMs: 300_000,
};

test("a cool-down is told with the temperature and the time that it may take", () => {
	const text =
		"pi4 was throttled and is at 71.3 °C; cooling down to below 60 °C for 10 s of at most 5:00 min";
	assert.is(lines([COOLING]), `${text}\n`);
	assert.ok(bar([COOLING]).includes(text));
	assert.match(
		lines([{ ...COOLING, temperatureC: null }]),
		/does not tell its temperature/,
	);
});

test("the launches of several devices stand in one line", () => {
	const other = { ...launch, cell: { ...CELL, device: "pi4" } };
	const told = bar([
		{
			kind: "launching",
			launch: other,
			position: { ...position, running: [launch, other] },
		},
	]);
	assert.ok(
		told.includes(
			"net/float16/xnnpack-t2@local latency | net/float16/xnnpack-t2@pi4 latency",
		),
	);
});

test("what became of a device's governor is told in both displays", () => {
	const tuned: RunEvent = {
		kind: "tuned",
		device: "pi4",
		result: { status: "ready", former: "ondemand" },
	};
	const text =
		'pi4: the governor is "performance" for this run; before: ondemand';
	assert.is(lines([tuned]), `${text}\n`);
	assert.ok(bar([tuned]).includes(`${text}\n`));
});

test("a throttled launch is told as such", () => {
	const outcome = latencyOutcome({ medianMs: 1, after: { throttled: true } });
	assert.match(lines([launched(outcome)]), /latency: throttled\n$/);
});

test.run();
