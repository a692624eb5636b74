import type { RecordedRun } from "../../history/recorded-run.ts";
import { displayText } from "../../lib/xml.ts";
import {
	type Claim,
	type ClaimedChange,
	claimText,
	claimTitle,
} from "./claim.ts";
import { ACCUSATIONS, type GroupId } from "./groups.ts";

/** What could be judged neither way: a test that was not made. */
const SKIPPED: ReadonlySet<GroupId> = new Set([
	"not-comparable",
	"unstable",
	"gone",
	"suspected",
]);

/**
 * changes.junit.xml: one test for each metric of each cell, named so that a continuous-integration server groups them
 * by cell. A test fails only for a certain regression that nobody accepted; what could not be judged is skipped. The
 * elements and their order are those that Jenkins reads
 * (https://github.com/jenkinsci/xunit-plugin, "junit-10.xsd"; https://github.com/testmoapp/junitxml).
 */
export function toJunit(
	run: RecordedRun,
	cases: readonly ClaimedChange[],
): string {
	const failures = cases.filter(isFailure).length;
	const skipped = cases.filter(isSkipped).length;
	const name = displayText(run.suite);
	const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="${name}" ${counts}>`,
		`<testsuite name="${name}" ${counts} timestamp="${timestampOf(run.at)}">`,
		...cases.map(testCase),
		"</testsuite>",
		"</testsuites>\n",
	].join("\n");
}

function isFailure({ claim }: ClaimedChange): boolean {
	return ACCUSATIONS.has(claim.group);
}

function isSkipped({ claim }: ClaimedChange): boolean {
	return SKIPPED.has(claim.group);
}

function testCase({ change, claim }: ClaimedChange): string {
	const open = `<testcase classname="${displayText(change.cell)}" name="${change.metric}">`;
	return [
		open,
		resultOf({ change, claim }),
		`<system-out>${displayText(evidenceText(claim))}</system-out>`,
		"</testcase>",
	].join("");
}

function resultOf({ change, claim }: ClaimedChange): string {
	if (isFailure({ change, claim })) {
		const message = displayText(summaryOf(claim));
		return `<failure type="${change.verdict}" message="${message}">${displayText(evidenceText(claim))}</failure>`;
	}
	return isSkipped({ change, claim })
		? `<skipped message="${displayText(`${summaryOf(claim)}: ${claim.reason}`)}"/>`
		: "";
}

/** `slower: 0.0908 → 0.0955 ms, +5.2 %`. */
function summaryOf(claim: Claim): string {
	const figures = [claim.figures, claim.effect].filter((text) => text !== "");
	return [
		claimTitle(claim),
		...(figures.length === 0 ? [] : [figures.join(", ")]),
	].join(": ");
}

function evidenceText(claim: Claim): string {
	return `${summaryOf(claim)}. ${claimText(claim)} Evidence: changes.html#${claim.anchor}`;
}

/** ISO 8601 without a time zone, as readers of the format expect it; the time is UTC. */
function timestampOf(at: string): string {
	return displayText(at.replace(/(\.\d+)?Z$/, ""));
}
