import { printable } from "../lib/printable.ts";
import { formatCount, formatPercent } from "./format.ts";
import type {
	InspectedFinding,
	InspectedSubgraph,
	Inspection,
	SizeSum,
} from "./inspected.ts";
import {
	bytesText,
	cell,
	namedSize,
	optionsText,
	quantizationText,
	shapeText,
	signatureText,
	tensorList,
	typeText,
} from "./inspection-cells.ts";
import { displayWidth, pad } from "./text-layout.ts";

type Row = readonly string[];

const OPTIONS_INDENT = " ".repeat(8);

/**
 * A .tflite file as plain text: its head, where its bytes are, and each subgraph with its operators in order and its
 * tensors. Names from the file are made fit for a terminal and cut where they are long.
 */
export function inspectionText(inspection: Inspection): string {
	const lines = [
		...head(inspection),
		...sizes(inspection),
		...inspection.subgraphs.flatMap(subgraphLines),
		...findings("Problems", inspection.problems),
		...findings("Unknown to this version", inspection.notes),
	];
	return `${lines.join("\n")}\n`;
}

/** A .tflite file as JSON. What a terminal could take for a command or a change of direction is escaped, as JSON allows. */
export function inspectionJson(inspection: Inspection): string {
	const json = JSON.stringify(inspection, undefined, 2);
	const escaped = json.replaceAll(/[^\P{C}\n]|[\u2028\u2029]/gu, (character) =>
		Array.from({ length: character.length }, (_, index) => {
			const unit = character.charCodeAt(index).toString(16).padStart(4, "0");
			return `\\u${unit}`;
		}).join(""),
	);
	return `${escaped}\n`;
}

function head(inspection: Inspection): readonly string[] {
	const { description, minRuntimeVersion, totals, appendedBytes } = inspection;
	const rows = [
		["size", bytesText(inspection.sizeBytes)],
		["sha256", inspection.sha256],
		["parameters", formatCount(totals.parameters)],
		["description", description],
		["format version", String(inspection.version)],
		["least runtime", minRuntimeVersion],
		...inspection.metadata.map((entry) => ["metadata", namedSize(entry)]),
		["appended", appendedBytes > 0 ? bytesText(appendedBytes) : undefined],
		...inspection.signatures.map((one) => ["signature", signatureText(one)]),
	];
	const said = rows.flatMap(([label = "", text]) =>
		text === undefined ? [] : [[label, cell(text)]],
	);
	return [printable(inspection.file), ...align(said, "<<")];
}

function sizes(inspection: Inspection): readonly string[] {
	const { sizeBytes, appendedBytes, metadata, totals } = inspection;
	const share = (bytes: number) => formatPercent(bytes / sizeBytes);
	const row = ({ name, constants, sizeBytes: bytes }: SizeSum) => [
		cell(name),
		constants === 0 ? "" : formatCount(constants),
		formatCount(bytes),
		share(bytes),
	];
	const metadataBytes = metadata.reduce((sum, one) => sum + one.sizeBytes, 0);
	const parts = [
		...totals.byOperator,
		{ name: "metadata", constants: 0, sizeBytes: metadataBytes },
		{ name: "appended", constants: 0, sizeBytes: appendedBytes },
	].filter((part) => part.sizeBytes > 0);
	const known = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
	// Where buffers overlap in the file, the parts come to more than the whole.
	const rest = Math.max(0, sizeBytes - known);
	const structure = {
		name: "graph and padding",
		constants: 0,
		sizeBytes: rest,
	};
	const table = (first: string, rows: readonly Row[]) =>
		align([[first, "constants", "bytes", "of file"], ...rows], "<>>>");
	const types = totals.byType.map(row);
	return [
		...section("Size by operator"),
		...table("part", [...parts, structure].map(row)),
		...(types.length === 0
			? []
			: [
					...section("Size of constants by tensor type"),
					...table("type", types),
				]),
	];
}

function subgraphLines(
	subgraph: InspectedSubgraph,
	index: number,
): readonly string[] {
	const { name, operators, tensors } = subgraph;
	const title = name === undefined ? "" : ` "${name}"`;
	const label = (side: "inputs" | "outputs") =>
		`  ${side.padEnd(7)}  ${tensorList(subgraph, subgraph[side])}`;
	return [
		...section(`Subgraph ${index}${title}`),
		label("inputs"),
		label("outputs"),
		...section(`Operators of subgraph ${index} (${operators.length})`),
		...operatorLines(subgraph),
		...section(`Tensors of subgraph ${index} (${tensors.length})`),
		...tensorTable(subgraph),
	];
}

function operatorLines(subgraph: InspectedSubgraph): readonly string[] {
	const { operators } = subgraph;
	const names = operators.map(({ name, version }, index) => [
		String(index),
		cell(name),
		`v${version ?? "?"}`,
	]);
	const labels = align(names, "><>");
	return operators.flatMap((operator, index) => {
		const inputs = tensorList(subgraph, operator.inputs);
		const outputs = tensorList(subgraph, operator.outputs);
		const options = optionsText(operator);
		return [
			`${labels[index]}  ${inputs} -> ${outputs}`,
			...(options === "" ? [] : [`${OPTIONS_INDENT}${options}`]),
		];
	});
}

function tensorTable({ tensors }: InspectedSubgraph): readonly string[] {
	const rows = tensors.map((tensor, index) => [
		String(index),
		cell(tensor.name),
		typeText(tensor),
		shapeText(tensor),
		tensor.sizeBytes === undefined ? "?" : formatCount(tensor.sizeBytes),
		tensor.role,
		quantizationText(tensor.quantization),
	]);
	const heading = [
		"#",
		"name",
		"type",
		"shape",
		"bytes",
		"role",
		"quantization",
	];
	return align([heading, ...rows], "><<<><<");
}

function findings(
	title: string,
	list: readonly InspectedFinding[],
): readonly string[] {
	return list.length === 0
		? []
		: [
				...section(title),
				...list.map(({ path, problem }) => printable(`  ${path}: ${problem}`)),
			];
}

function section(title: string): readonly string[] {
	return ["", cell(title)];
}

/** Rows with their columns in line, indented. `sides` has a mark for each column: `<` for text, `>` for numbers. */
function align(rows: readonly Row[], sides: string): readonly string[] {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [column, text] of row.entries()) {
			widths[column] = Math.max(widths[column] ?? 0, displayWidth(text));
		}
	}
	return rows.map((row) => {
		const cells = row.map((text, column) =>
			pad(text, widths[column] ?? 0, sides[column] === ">" ? "right" : "left"),
		);
		return `  ${cells.join("  ")}`.trimEnd();
	});
}
