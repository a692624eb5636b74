import type { z } from "zod";

/**
 * One line for one thing that is wrong in a suite, or in another `whole` that a user wrote: its path, what was expected,
 * what was found.
 */
export function issueText(
	issue: z.core.$ZodIssue,
	input: unknown,
	whole = "the suite",
): string {
	const path = pathText(issue.path) || whole;
	if (issue.code === "invalid_union" && issue.errors.length > 0) {
		return `${path}: expected ${unionText(issue)}; found ${valueText(valueAt(input, issue.path))}.`;
	}
	if (issue.code === "unrecognized_keys") {
		return `${path}: unknown ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}; remove it or mend its spelling.`;
	}
	return `${path}: ${expectation(issue)}; found ${valueText(valueAt(input, issue.path))}.`;
}

function unionText(issue: z.core.$ZodIssueInvalidUnion): string {
	const texts = issue.errors.flatMap((alternative) =>
		alternative.map((inner) => {
			const path = pathText(inner.path);
			const place = path === "" ? "" : ` at ${path}`;
			return `${expectation(inner).replace(/^expected /, "")}${place}`;
		}),
	);
	return [...new Set(texts)].join(", or ");
}

function expectation(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case "invalid_value":
			return `expected one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
		case "invalid_type":
			return `expected ${issue.expected === "int" ? "a whole number" : `${article(issue.expected)} ${issue.expected}`}`;
		case "too_small":
			return `expected at least ${issue.minimum}${issue.origin === "array" ? entriesText(issue.minimum) : ""}`;
		case "too_big":
			return `expected at most ${issue.maximum}${issue.origin === "array" ? entriesText(issue.maximum) : ""}`;
		case "unrecognized_keys":
			return `no ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
		default:
			return `expected ${issue.message}`;
	}
}

function article(word: string): string {
	return /^[aeiou]/.test(word) ? "an" : "a";
}

function pathText(path: readonly PropertyKey[]): string {
	return path
		.map((step) =>
			typeof step === "number" ? `[${step}]` : `.${String(step)}`,
		)
		.join("")
		.replace(/^\./, "");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
	let value = input;
	for (const step of path) {
		if (typeof value !== "object" || value === null) {
			return undefined;
		}
		value = (value as Record<PropertyKey, unknown>)[step];
	}
	return value;
}

function valueText(value: unknown): string {
	if (value === undefined) {
		return "nothing";
	}
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function entriesText(count: number | bigint): string {
	return count === 1 ? " entry" : " entries";
}
