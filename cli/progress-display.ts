import { formatDuration } from "../lib/duration.ts";
import { unreachable } from "../lib/errors.ts";
import { printable } from "../lib/printable.ts";
import type { TerminalLook } from "../lib/terminal.ts";
import { cellId } from "../plan/cell.ts";
import type { Outcome } from "../plan/outcome.ts";
import { isThrottled } from "../plan/throttled.ts";
import type {
	ConfirmationLaunch,
	Position,
	RunEvent,
} from "../run/progress.ts";
import { coolingText, tuneText } from "./device-texts.ts";

/** Shows how a run goes on. */
export type ProgressDisplay = {
	readonly tell: (event: RunEvent) => void;
	/** Shows a text on a line of its own. */
	readonly note: (text: string) => void;
	/** Leaves the cursor on a line of its own. */
	readonly end: () => void;
};

type TrainingEvent = Extract<RunEvent, { kind: "training" }>;

const CLEAR_LINE = "\r\u001b[K";
const BAR_WIDTH = 20;

/** Progress for a person at a terminal: one line that is drawn again, with a bar and the time that is left. */
export function progressBar(
	stream: NodeJS.WriteStream,
	{ columns }: TerminalLook,
): ProgressDisplay {
	const trainingTime = trainingClock();
	const draw = (text: string) =>
		stream.write(`${CLEAR_LINE}${text.slice(0, columns - 1)}`);
	return {
		tell: (event) => {
			const finding = findingOf(event);
			if (finding !== undefined) {
				stream.write(`${CLEAR_LINE}${finding}\n`);
			}
			const line = barLine(event, trainingTime);
			if (line !== undefined) {
				draw(line);
			}
		},
		note: (text) => stream.write(`${CLEAR_LINE}${text}\n`),
		end: () => stream.write(CLEAR_LINE),
	};
}

/** Progress for a log: a line for each thing that is done. */
export function progressLines(stream: NodeJS.WritableStream): ProgressDisplay {
	let lastTenth = -1;
	return {
		tell: (event) => {
			if (event.kind === "training") {
				const tenth = Math.floor((10 * event.done) / event.total);
				if (tenth !== lastTenth) {
					stream.write(`training ${event.model}: ${tenth * 10} %\n`);
				}
				lastTenth = tenth;
				return;
			}
			const line = findingOf(event) ?? doneLine(event);
			if (line !== undefined) {
				stream.write(`${line}\n`);
			}
		},
		note: (text) => stream.write(`${text}\n`),
		end: () => {},
	};
}

/** Estimates the rest of a training from its first progress on. */
function trainingClock(): (event: TrainingEvent) => number | undefined {
	let first:
		| { readonly event: TrainingEvent; readonly atMs: number }
		| undefined;
	return (event) => {
		if (first?.event.model !== event.model) {
			first = { event, atMs: performance.now() };
			return undefined;
		}
		const perStepMs =
			(performance.now() - first.atMs) / (event.done - first.event.done);
		return (event.total - event.done) * perStepMs;
	};
}

function barLine(
	event: RunEvent,
	trainingTime: (event: TrainingEvent) => number | undefined,
): string | undefined {
	switch (event.kind) {
		case "training":
			return `${bar(event.done / event.total)} training ${event.model}${remaining(trainingTime(event))}`;
		case "launching":
			return positionLine(event.position);
		case "launched":
			return event.position.running.length === 0
				? undefined
				: positionLine(event.position);
		case "remeasuring":
			return launchText(event.launch);
		case "remeasured":
			return undefined;
		case "cooling":
			return coolingText(event);
		case "built":
		case "lost":
		case "tuned":
			return undefined;
		default:
			return unreachable(event);
	}
}

function launchText({ cell, side, round, open }: ConfirmationLaunch): string {
	return `confirming ${open} ${open === 1 ? "cell" : "cells"}, round ${round + 1}: ${cellId(cell)} ${side}`;
}

function positionLine({ done, total, remainingMs, running }: Position): string {
	const launches = running.map(({ cell, task }) => `${cellId(cell)} ${task}`);
	return `${bar(done / total)} ${done}/${total}${remaining(remainingMs)}  ${launches.join(" | ")}`;
}

function bar(share: number): string {
	const filled = Math.round(Math.min(1, share) * BAR_WIDTH);
	return `[${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)}]`;
}

function remaining(remainingMs: number | undefined): string {
	return remainingMs === undefined
		? ""
		: `, ${formatDuration(remainingMs)} left`;
}

function doneLine(event: RunEvent): string | undefined {
	switch (event.kind) {
		case "built":
			return `built ${event.cell.model}/${event.cell.variant}`;
		case "launched": {
			const { done, total } = event.position;
			return `${done}/${total} ${cellId(event.launch.cell)} ${event.launch.task}: ${event.outcome.status}`;
		}
		case "cooling":
			return coolingText(event);
		case "remeasured":
			return `${launchText(event.launch)}: ${event.outcome.status}`;
		case "training":
		case "launching":
		case "remeasuring":
		case "lost":
		case "tuned":
			return undefined;
		default:
			return unreachable(event);
	}
}

/** What the user should hear of at once, in both kinds of display. */
function findingOf(event: RunEvent): string | undefined {
	if (event.kind === "built" && event.build.status !== "built") {
		const why =
			event.build.status === "failed" ? event.build.error : event.build.reason;
		return `${event.cell.model}/${event.cell.variant}: ${event.build.status}: ${printable(why)}`;
	}
	if (event.kind === "tuned") {
		return `${event.device}: ${tuneText(event.result)}`;
	}
	if (event.kind === "lost") {
		return `${event.device} went away and stayed away: ${event.left} launches are left until the run goes on`;
	}
	if (event.kind === "launched") {
		const { done, total } = event.position;
		const launch = `${done}/${total} ${cellId(event.launch.cell)} ${event.launch.task}`;
		return event.outcome.status !== "measured"
			? `${launch}: ${outcomeText(event.outcome)}`
			: isThrottled(event.outcome)
				? `${launch}: throttled`
				: undefined;
	}
	if (event.kind === "remeasured" && event.outcome.status !== "measured") {
		return `${launchText(event.launch)}: ${outcomeText(event.outcome)}`;
	}
	return undefined;
}

function outcomeText(
	outcome: Exclude<Outcome, { status: "measured" }>,
): string {
	switch (outcome.status) {
		case "unsupported":
			return `unsupported: ${printable(outcome.reason)}`;
		case "failed":
			return `failed: ${printable(outcome.error)}`;
		case "timed-out":
			return `timed out after ${formatDuration(outcome.afterMs)}`;
		case "crashed":
			return `crashed (${outcome.signal ?? `exit code ${outcome.exitCode}`}): ${printable(outcome.detail)}`;
		default:
			return unreachable(outcome);
	}
}
