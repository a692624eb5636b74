import { type Comparison, compareAccuracy } from "./accuracy.ts";
import type { CellSummary } from "./cell-summary.ts";
import { figuresOf } from "./figures.ts";
import type { FilledTable, PivotProblem, TableField } from "./filled-table.ts";
import {
	ABSENT,
	formatChance,
	formatCount,
	formatError,
	formatFraction,
} from "./format.ts";
import { HEADINGS, type Headings } from "./headings.ts";
import type { Language } from "./language.ts";
import type { RunSummary } from "./summary.ts";

/** The predictions of a cell held against those of the same cell on the suite's first device. */
export type DeviceAgreement = {
	readonly cell: CellSummary;
	/** The cell on the first device. */
	readonly against: CellSummary;
	/** What the comparison says, or why there is none. */
	readonly result: Comparison | { readonly problem: string };
};

/** Every cell that two devices measured the accuracy of, each other device against the suite's first. */
export function deviceAgreements(
	summary: RunSummary,
): readonly DeviceAgreement[] {
	const [first = ""] = summary.suite.devices;
	const { cell: cellOf } = figuresOf(summary);
	return summary.cells.flatMap((other) => {
		const reference = cellOf({ ...other.cell, device: first });
		if (
			other.cell.device === first ||
			reference?.accuracy === undefined ||
			other.accuracy === undefined
		) {
			return [];
		}
		const result = compareDevices(reference, other);
		return [{ cell: other, against: reference, result }];
	});
}

function compareDevices(
	reference: CellSummary,
	other: CellSummary,
): DeviceAgreement["result"] {
	if (!sameFile(reference, other)) {
		return {
			problem:
				"the two did not execute the same file, so that a difference would tell nothing of the devices; start a new run",
		};
	}
	const { accuracy } = other;
	const comparison =
		reference.accuracy &&
		accuracy &&
		compareAccuracy(
			{ id: reference.id, accuracy: reference.accuracy },
			accuracy,
		);
	return (
		comparison ?? {
			problem:
				"the two did not see the same samples of the same dataset; start a new run",
		}
	);
}

/** The condition under which the launches of a cell do not all speak of one file. */
const CHANGED = "artifact changed";

function sameFile(left: CellSummary, right: CellSummary): boolean {
	return (
		left.artifact !== undefined &&
		left.artifact.sha256 === right.artifact?.sha256 &&
		![left, right].some((cell) =>
			cell.unmet.some(({ unmet }) => unmet === CHANGED),
		)
	);
}

/** A table for each device but the first; pairs that cannot be compared are told instead. */
export function agreementTables(
	summary: RunSummary,
	lang: Language,
): readonly (FilledTable | PivotProblem)[] {
	const words = HEADINGS[lang];
	const agreements = deviceAgreements(summary);
	const [first = "", ...others] = summary.suite.devices;
	return others.flatMap((device) => {
		const ofDevice = agreements.filter(
			({ cell }) => cell.cell.device === device,
		);
		const title = `${words.agreement.title} · ${device} / ${first}`;
		return [...filled(title, ofDevice, words), ...problems(title, ofDevice)];
	});
}

function filled(
	title: string,
	agreements: readonly DeviceAgreement[],
	{ agreement: words, columns, sections }: Headings,
): readonly FilledTable[] {
	const rows = agreements.flatMap((agreement) =>
		"problem" in agreement.result ? [] : [rowOf(agreement, agreement.result)],
	);
	const headings = [
		sections.cell,
		columns.samples,
		words.differing,
		columns.agreement,
		words.largest,
		words.mean,
		words.onlyFirstRight,
		words.onlyOtherRight,
		columns.mcnemar,
	];
	return rows.length === 0 ? [] : [{ title, headings, rows }];
}

function rowOf(
	{ cell, against }: DeviceAgreement,
	comparison: Comparison,
): FilledTable["rows"][number] {
	const { model, variant, delegate, threads } = cell.cell;
	const { outputError } = comparison;
	const trusted = [cell, against].every(
		({ accuracyVerdict }) => accuracyVerdict === "valid",
	);
	const texts = [
		formatCount(comparison.samples),
		formatCount(comparison.disagreements.length),
		formatFraction(comparison.agreement),
		errorText(outputError?.max),
		errorText(outputError?.mean),
		formatCount(comparison.onlyReferenceRight),
		formatCount(comparison.onlyVariantRight),
		formatChance(comparison.mcnemarP),
	];
	return {
		heading: `${model}/${variant}/${delegate}-t${threads}`,
		fields: texts.map(
			(text): TableField => ({ text, trusted, published: false }),
		),
	};
}

function errorText(error: number | undefined): string {
	return error === undefined ? ABSENT : formatError(error);
}

function problems(
	title: string,
	agreements: readonly DeviceAgreement[],
): readonly PivotProblem[] {
	return agreements.flatMap(({ cell, result }) =>
		"problem" in result
			? [{ title, problem: `${cell.id}: ${result.problem}.` }]
			: [],
	);
}
