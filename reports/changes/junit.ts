import type { Change, ChangeReport } from "../../compare/comparison.ts";
import { displayText } from "../../lib/xml.ts";
import { type Claim, claimDetails, claimOf, claimTitle } from "./claim.ts";
import { type GroupId, isAccusation } from "./groups.ts";

type Case = { readonly change: Change; readonly claim: Claim };

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
export function toJunit({ comparison }: ChangeReport): string {
	const cases = comparison.changes.map((change) => ({
		change,
		claim: claimOf(change),
	}));
	const failures = cases.filter(({ change }) => isAccusation(change)).length;
	const skipped = cases.filter(isSkipped).length;
	const name = displayText(comparison.current.suite);
	const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="${name}" ${counts}>`,
		`<testsuite name="${name}" ${counts} timestamp="${timestampOf(comparison.current.at)}">`,
		...cases.map(testCase),
		"</testsuite>",
		"</testsuites>\n",
	].join("\n");
}

function isSkipped({ claim }: Case): boolean {
	return SKIPPED.has(claim.group);
}

function testCase({ change, claim }: Case): string {
	const open = `<testcase classname="${displayText(change.cell)}" name="${change.metric}">`;
	return [
		open,
		resultOf({ change, claim }),
		`<system-out>${displayText(evidenceText(claim))}</system-out>`,
		"</testcase>",
	].join("");
}

function resultOf({ change, claim }: Case): string {
	if (isAccusation(change)) {
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
	return `${[summaryOf(claim), ...claimDetails(claim)].join("; ")}. Evidence: changes.html#${claim.anchor}`;
}

/** ISO 8601 without a time zone, as readers of the format expect it; the time is UTC. */
function timestampOf(at: string): string {
	return displayText(at.replace(/(\.\d+)?Z$/, ""));
}
