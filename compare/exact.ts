import { changeOf } from "./change.ts";
import type { Change } from "./comparison.ts";
import type { CellRun, CellSides } from "./sides.ts";

/** Both sides of a cell, each there: of the baseline the newest run that came to it. */
export type Both = { readonly before: CellRun; readonly after: CellRun };

/** Whether a cell is there and can be measured, against what was before. One change for each cell. */
export function compareOutcome({ id, baseline, current }: CellSides): Change {
	const before = baseline.at(-1)?.cell;
	const after = current?.cell;
	const claim = (verdict: Change["verdict"], reason: string) =>
		changeOf({ cell: id, metric: "outcome", verdict, reason });
	if (after === undefined) {
		return claim("gone", "The cell is no longer in the suite.");
	}
	if (after.status === "not-run") {
		return claim("not-comparable", "The run did not come to this cell.");
	}
	if (before === undefined) {
		return claim("new", "No run of the baseline came to this cell.");
	}
	const now = `${after.status}${after.reason === undefined ? "" : `: ${after.reason}`}`;
	if (before.status === "measured" && after.status !== "measured") {
		return claim("newly-failing", `It was measured before; now ${now}`);
	}
	if (before.status !== "measured" && after.status === "measured") {
		return claim(
			"fixed",
			`It was ${before.status} before; now it is measured.`,
		);
	}
	return claim(
		"same",
		after.status === "measured" ? "Measured on both sides." : `Still ${now}`,
	);
}

/** The sizes of both files, to the byte. Undefined where a side has none. */
export function compareSize(id: string, sides: Both): Change | undefined {
	const before = sides.before.cell.artifact;
	const after = sides.after.cell.artifact;
	if (before === undefined || after === undefined) {
		return undefined;
	}
	const bytes = after.sizeBytes - before.sizeBytes;
	const verdict = bytes === 0 ? "same" : bytes > 0 ? "larger" : "smaller";
	const same =
		before.sha256 === after.sha256
			? "The same file."
			: "Another file of the same size.";
	return changeOf(
		{
			cell: id,
			metric: "size",
			verdict,
			reason:
				bytes === 0 ? same : `${Math.abs(bytes)} bytes ${verdict} than before.`,
		},
		{
			baseline: before.sizeBytes,
			current: after.sizeBytes,
			effect: before.sizeBytes === 0 ? undefined : bytes / before.sizeBytes,
		},
	);
}
