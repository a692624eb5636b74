import type { Variant } from "./axes.ts";

/** One point of the grid. */
export type Cell = {
	readonly model: string;
	readonly variant: Variant;
	/** The name of a delegate of the suite: its id, or the name the suite gives it. */
	readonly delegate: string;
	readonly threads: number;
	readonly device: string;
};

/** The id of a cell: `<model>/<variant>/<delegate>-t<threads>@<device>`. */
export function cellId(cell: Cell): string {
	return `${cell.model}/${cell.variant}/${cell.delegate}-t${cell.threads}@${cell.device}`;
}
