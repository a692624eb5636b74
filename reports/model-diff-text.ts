import { printable } from "../lib/printable.ts";
import type { ComparedOperator, ComparedTensor } from "./compared-model.ts";
import type {
	Change,
	ModelDiff,
	Placed,
	SizeChange,
	SubgraphDiff,
} from "./model-diff.ts";
import { scaleText } from "./model-diff.ts";

const MARKS = { added: "+", removed: "-", changed: "~", same: " " } as const;
const NAME_LENGTH = 60;

/**
 * What changed from one model to another, as plain text: the sizes, a summary that counts equal changes, and every
 * operator and tensor that is not the same. `+` is new, `-` is gone, `~` differs. Names are fit for a terminal.
 */
export function diffText(diff: ModelDiff): string {
	const { before, after } = diff;
	const lines = [
		`- ${printable(before.file)}`,
		`+ ${printable(after.file)}`,
		"",
		`Size: ${sizeText(before.sizeBytes, after.sizeBytes)}`,
		...sizeLines("Constants by operator", diff.byOperator),
		...sizeLines("Constants by type", diff.byType),
		...diff.subgraphs.flatMap((subgraph, index) =>
			subgraphLines(subgraph, index, diff.subgraphs.length),
		),
	];
	return `${lines.join("\n")}\n`;
}

/** What changed, as JSON; what a terminal could take for a command is escaped by the format. */
export function diffJson(diff: ModelDiff): string {
	return `${JSON.stringify(diff, undefined, 2).replaceAll(/[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, escaped)}\n`;
}

/** A size before and after, with the change in percent. */
export function sizeText(before: number, after: number): string {
	const change = before === 0 ? 0 : (100 * (after - before)) / before;
	const sign = change > 0 ? "+" : "";
	const percent =
		before === 0 || before === after ? "" : ` (${sign}${change.toFixed(1)} %)`;
	return `${count(before)} -> ${count(after)} bytes${percent}`;
}

/** An operator as a diff names it: `CONV_2D v1 -> v3`, or with one version. */
export function operatorTitle(
	change: Change<Placed<ComparedOperator>>,
): string {
	switch (change.kind) {
		case "added":
			return `${change.after.name} v${change.after.version ?? "?"}`;
		case "removed":
			return `${change.before.name} v${change.before.version ?? "?"}`;
		default: {
			const { before, after } = change;
			return before.version === after.version
				? `${after.name} v${after.version ?? "?"}`
				: `${after.name} v${before.version ?? "?"} -> v${after.version ?? "?"}`;
		}
	}
}

function subgraphLines(
	{ operators, tensors }: SubgraphDiff,
	index: number,
	subgraphs: number,
): readonly string[] {
	const where = subgraphs === 1 ? "" : ` of subgraph ${index}`;
	const changed = operators.filter(({ kind }) => kind !== "same");
	const different = tensors.filter(({ kind }) => kind !== "same");
	return [
		"",
		`Operators${where}: ${tally(operators)}`,
		...summarized(changed, operatorSummary),
		"",
		`Tensors${where}: ${tally(tensors)}`,
		...summarized(different, tensorSummary),
		...section(`Operators${where} one by one`, changed.map(operatorLine)),
		...section(`Tensors${where} one by one`, different.map(tensorLine)),
	];
}

function section(title: string, lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : ["", title, ...lines];
}

function tally(changes: readonly Change<unknown>[]): string {
	const number = (kind: Change<unknown>["kind"]) =>
		changes.filter((change) => change.kind === kind).length;
	return `${number("added")} added, ${number("removed")} removed, ${number("changed")} changed, ${number("same")} the same`;
}

/** Equal summaries once, with how often they occur, the most frequent first. */
function summarized<Item>(
	changes: readonly Item[],
	summaryOf: (change: Item) => string,
): readonly string[] {
	const counts = new Map<string, number>();
	for (const change of changes) {
		const summary = summaryOf(change);
		counts.set(summary, (counts.get(summary) ?? 0) + 1);
	}
	return [...counts]
		.toSorted(([, one], [, other]) => other - one)
		.map(([summary, times]) => `  ${String(times).padStart(4)} x ${summary}`);
}

function operatorSummary(change: Change<Placed<ComparedOperator>>): string {
	const others =
		change.kind === "changed"
			? change.differences.filter((text) => !text.startsWith("version "))
			: [];
	return printable(
		[`${MARKS[change.kind]} ${operatorTitle(change)}`, ...others].join(", "),
	);
}

function tensorSummary(change: Change<Placed<ComparedTensor>>): string {
	const mark = MARKS[change.kind];
	switch (change.kind) {
		case "added":
			return `${mark} ${change.after.role} ${change.after.type}`;
		case "removed":
			return `${mark} ${change.before.role} ${change.before.type}`;
		default: {
			const { before, after } = change;
			const types =
				before.type === after.type
					? String(after.type)
					: `${before.type} -> ${after.type}`;
			const scales = (after.quantization?.scales ?? []).length;
			const scaled =
				scales === 0
					? ""
					: scales === 1
						? ", one scale"
						: ", a scale per slice";
			return `${mark} ${after.role} ${types}${scaled}`;
		}
	}
}

function operatorLine(change: Change<Placed<ComparedOperator>>): string {
	const place =
		change.kind === "removed" ? change.before.place : change.after.place;
	const differences =
		change.kind === "changed"
			? change.differences.filter((text) => !text.startsWith("version "))
			: [];
	const line = `  ${MARKS[change.kind]} ${String(place).padStart(4)}  ${operatorTitle(change)}`;
	return printable([line, ...differences].join("; "));
}

function tensorLine(change: Change<Placed<ComparedTensor>>): string {
	const tensor = change.kind === "removed" ? change.before : change.after;
	const name = shortName(tensor.name);
	const told =
		change.kind === "changed"
			? change.differences.join("; ")
			: `${tensor.role} ${tensor.type} [${tensor.shape.join(", ")}], scale ${scaleText(tensor)}`;
	return printable(
		`  ${MARKS[change.kind]} ${String(tensor.place).padStart(4)}  ${name}: ${told}`,
	);
}

/** A name cut in the middle where it is long. */
export function shortName(name: string, length = NAME_LENGTH): string {
	const letters = [...name];
	const half = Math.floor((length - 1) / 2);
	return letters.length <= length
		? name
		: `${letters.slice(0, half).join("")}…${letters.slice(-half).join("")}`;
}

function sizeLines(
	title: string,
	sizes: readonly SizeChange[],
): readonly string[] {
	const width = Math.max(0, ...sizes.map(({ name }) => name.length));
	const rows = sizes.map(
		({ name, beforeBytes, afterBytes }) =>
			`  ${printable(name).padEnd(width)}  ${sizeText(beforeBytes, afterBytes)}`,
	);
	return section(title, rows);
}

function count(value: number): string {
	return value.toLocaleString("en-US");
}

function escaped(character: string): string {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
