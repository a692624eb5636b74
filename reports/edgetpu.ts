import type { Entry } from "../history/entry.ts";
import { printable } from "../lib/printable.ts";
import {
	type Compilation,
	type CompilationPrediction,
	operatorCounts,
} from "../plan/compilation.ts";

const UNITS = ["B", "KiB", "MiB", "GiB"] as const;

/** A file for each model that edgetpu_compiler compiled in a run: what it said, by the file's path. */
export function compilationFiles(
	entries: readonly Entry[],
): readonly (readonly [string, string])[] {
	return entries.flatMap((entry) =>
		entry.kind === "artifact" &&
		entry.build.status === "built" &&
		entry.build.compilation !== undefined
			? [
					[
						`edgetpu/${entry.model}.txt`,
						compilationText(entry.build.compilation),
					] as const,
				]
			: [],
	);
}

/** What edgetpu_compiler said of a file, in the words and the order of its log. */
export function compilationText(compilation: Compilation): string {
	const { total, mapped } = operatorCounts(compilation);
	const { elapsedMs, subgraphs } = compilation;
	const line = (label: string, value: string | number | null) =>
		value === null ? [] : [`${label}: ${value}`];
	const size = (label: string, bytes: number | null) =>
		line(label, bytes === null ? null : binarySize(bytes));
	const lines = [
		`Edge TPU Compiler version ${printable(compilation.compilerVersion)}`,
		...(elapsedMs === null
			? []
			: [`Model compiled successfully in ${elapsedMs} ms.`]),
		...size("Input size", compilation.inputBytes),
		...size("Output size", compilation.outputBytes),
		...size(
			"On-chip memory available for caching model parameters",
			compilation.onChipAvailableBytes,
		),
		...size(
			"On-chip memory used for caching model parameters",
			compilation.onChipUsedBytes,
		),
		...size(
			"Off-chip memory used for streaming uncached model parameters",
			compilation.offChipUsedBytes,
		),
		...line("Number of Edge TPU subgraphs", subgraphs),
		`Total number of operations: ${total}`,
		...(mapped < total ? placesOf(total, mapped) : []),
		"",
		...operatorTable(compilation.operators),
	];
	return `${lines.join("\n")}\n`;
}

/** What edgetpu_compiler is expected to say, marked as a prediction. */
export function predictionText(prediction: CompilationPrediction): string {
	const { operators, parameterBytes, onChipAvailableBytes } = prediction;
	const { total, mapped } = operatorCounts({ operators });
	const over = Math.max(0, parameterBytes - onChipAvailableBytes);
	const lines = [
		"Edge TPU: a prediction from the documented operations and limits; edgetpu_compiler may decide otherwise",
		"",
		`On-chip memory available for caching model parameters: ${binarySize(onChipAvailableBytes)}`,
		`On-chip memory used for caching model parameters: ${binarySize(parameterBytes - over)}`,
		`Off-chip memory used for streaming uncached model parameters: ${binarySize(over)}`,
		`Total number of operations: ${total}`,
		...placesOf(total, mapped),
		"",
		...operatorTable(operators),
	];
	return `${lines.join("\n")}\n`;
}

function placesOf(total: number, mapped: number): readonly string[] {
	return [
		`Number of operations that will run on Edge TPU: ${mapped}`,
		`Number of operations that will run on CPU: ${total - mapped}`,
	];
}

function operatorTable(operators: Compilation["operators"]): readonly string[] {
	const row = (operator: string, count: string, status: string) =>
		`${printable(operator).padEnd(30)} ${count.padEnd(10)} ${printable(status)}`;
	return [
		row("Operator", "Count", "Status"),
		"",
		...operators.map(({ operator, count, status }) =>
			row(operator, String(count), status),
		),
	];
}

/** Bytes as the compiler writes them: two decimals of the largest unit that is not below one. */
function binarySize(bytes: number): string {
	const step = Math.min(
		UNITS.length - 1,
		bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)),
	);
	return `${(bytes / 1024 ** step).toFixed(2)}${UNITS[step]}`;
}
