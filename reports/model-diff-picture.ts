import { displayText } from "../lib/xml.ts";
import type { ComparedOperator, ComparedSubgraph } from "./compared-model.ts";
import type { Change, Placed, SubgraphDiff } from "./model-diff.ts";
import { operatorTitle, shortName, sizeText } from "./model-diff-text.ts";

/** What is drawn: the diff of a subgraph, and the subgraph on both sides. */
export type DiffPicture = {
	readonly title: string;
	readonly diff: SubgraphDiff;
	readonly before: ComparedSubgraph;
	readonly after: ComparedSubgraph;
};

const COLORS = {
	added: { fill: "#d7f0dc", line: "#1a7f37" },
	removed: { fill: "#fde0dd", line: "#b3261e" },
	changed: { fill: "#fff1cf", line: "#9a6700" },
	same: { fill: "#f3f4f6", line: "#6b7280" },
} as const;

const WIDTH = 860;
const BOX = { left: 170, width: 420, height: 34, gap: 16 };
const TOP = 92;
const FONT = "DejaVu Sans, Liberation Sans, Helvetica, Arial, sans-serif";
const LANE_WIDTH = 9;
const LANES = 15;

/**
 * The operators of two models as one picture (SVG): from top to bottom in the order they run, green where one is new, red
 * and dashed where it is gone, yellow where it differs; at its right what became of its constants. Lines lead from the
 * operator that makes a value to those that read it; lines past other operators run at the left.
 */
export function diffPicture(picture: DiffPicture): string {
	const rows = picture.diff.operators;
	const height = TOP + rows.length * (BOX.height + BOX.gap) + 24;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}" font-size="13">`,
		`<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
		`<text x="24" y="34" font-size="17" font-weight="bold" fill="#111827">${displayText(shortName(picture.title, 84))}</text>`,
		...legend(rows),
		...edgeLines(picture),
		...rows.flatMap((row, place) => boxLines(picture, row, place)),
		"</svg>\n",
	].join("\n");
}

function legend(
	rows: readonly Change<Placed<ComparedOperator>>[],
): readonly string[] {
	return (["added", "removed", "changed", "same"] as const).flatMap(
		(kind, place) => {
			const x = 24 + place * 150;
			const { fill, line } = COLORS[kind];
			const count = rows.filter((row) => row.kind === kind).length;
			return [
				`<rect x="${x}" y="52" width="16" height="16" rx="3" fill="${fill}" stroke="${line}"/>`,
				`<text x="${x + 24}" y="65" fill="#374151">${count} ${kind === "same" ? "the same" : kind}</text>`,
			];
		},
	);
}

function boxLines(
	{ before, after }: DiffPicture,
	row: Change<Placed<ComparedOperator>>,
	place: number,
): readonly string[] {
	const { fill, line } = COLORS[row.kind];
	const y = topOf(place);
	const dashes = row.kind === "removed" ? ' stroke-dasharray="5 4"' : "";
	const sizes = [
		row.kind === "added" ? 0 : constantBytes(before, row.before),
		row.kind === "removed" ? 0 : constantBytes(after, row.after),
	] as const;
	const note =
		sizes[0] === 0 && sizes[1] === 0
			? []
			: [
					`<text x="${BOX.left + BOX.width + 12}" y="${y + 22}" font-size="11" fill="#374151">${displayText(sizeText(...sizes))}</text>`,
				];
	return [
		`<rect x="${BOX.left}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="${fill}" stroke="${line}" stroke-width="1.4"${dashes}/>`,
		`<text x="${BOX.left + BOX.width / 2}" y="${y + 22}" text-anchor="middle" fill="#111827">${displayText(shortName(operatorTitle(row), 50))}</text>`,
		...note,
	];
}

function constantBytes(
	{ tensors }: ComparedSubgraph,
	{ inputs }: ComparedOperator,
): number {
	return inputs.reduce((sum, index) => {
		const tensor = tensors[index];
		return tensor?.role === "constant" ? sum + (tensor.sizeBytes ?? 0) : sum;
	}, 0);
}

type Edge = {
	readonly from: number;
	readonly to: number;
	readonly gone: boolean;
};

/** The rows that make and read each value; of a value that is the same in both models, the one of the newer. */
function edges({ diff, before, after }: DiffPicture): readonly Edge[] {
	const found = new Map<string, Edge>();
	for (const [side, graph] of [
		["after", after],
		["before", before],
	] as const) {
		const rowOf = new Map<number, number>();
		for (const [row, change] of diff.operators.entries()) {
			const operator = operatorOn(change, side);
			for (const index of operator?.inputs ?? []) {
				const from = rowOf.get(index);
				const key = `${from}:${row}`;
				if (from !== undefined && !found.has(key)) {
					const removed = side === "before" && touchesRemoved(diff, from, row);
					if (side === "after" || removed) {
						found.set(key, { from, to: row, gone: side === "before" });
					}
				}
			}
			for (const index of operator?.outputs ?? []) {
				if (graph.tensors[index] !== undefined) {
					rowOf.set(index, row);
				}
			}
		}
	}
	return [...found.values()];
}

function operatorOn(
	change: Change<Placed<ComparedOperator>>,
	side: "before" | "after",
): ComparedOperator | undefined {
	switch (change.kind) {
		case "added":
			return side === "after" ? change.after : undefined;
		case "removed":
			return side === "before" ? change.before : undefined;
		default:
			return change[side];
	}
}

function touchesRemoved(
	{ operators }: SubgraphDiff,
	from: number,
	to: number,
): boolean {
	return [from, to].some((row) => operators[row]?.kind === "removed");
}

function edgeLines(picture: DiffPicture): readonly string[] {
	const all = edges(picture);
	const lanes = new Map<number, number>();
	return all.map(({ from, to, gone }) => {
		const color = gone ? COLORS.removed.line : "#6b7280";
		const style = `fill="none" stroke="${color}" stroke-width="1.3"${gone ? ' stroke-dasharray="5 4"' : ""}`;
		const x = BOX.left + BOX.width / 2;
		const [start, end] = [topOf(from) + BOX.height, topOf(to)];
		if (to === from + 1) {
			return `<path d="M${x} ${start}V${end}" ${style}/>`;
		}
		const lane = freeLane(lanes, from, to);
		const side = BOX.left - 18 - lane * LANE_WIDTH;
		return `<path d="M${BOX.left} ${start - 8}H${side}V${end + 8}H${BOX.left}" ${style}/>`;
	});
}

/** The first lane at the left that no other line still uses; the last one is shared. */
function freeLane(
	lanes: Map<number, number>,
	from: number,
	to: number,
): number {
	for (let lane = 0; lane < LANES; lane++) {
		if ((lanes.get(lane) ?? -1) <= from || lane === LANES - 1) {
			lanes.set(lane, to);
			return lane;
		}
	}
	return LANES - 1;
}

function topOf(place: number): number {
	return TOP + place * (BOX.height + BOX.gap);
}
