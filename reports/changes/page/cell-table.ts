/// <reference lib="dom" />
import { badge, cellDetail } from "./cell-detail.ts";
import type { CellData, ClaimData, PageData } from "./data.ts";
import { element } from "./elements.ts";

/** How many rows are added at once: more than a screen, few enough to be there at once. */
const CHUNK = 100;

/** The table of all cells, whose rows come to be as the reader scrolls. */
export type CellTable = {
	/** Shows these cells, in this order. */
	readonly show: (cells: readonly CellData[]) => void;
	/** Opens a cell and brings it into view; false where it is not among the shown ones. */
	readonly open: (cell: CellData) => boolean;
};

/** How grave the gravest claim of a cell is: 0 is the gravest. */
export function gravest([, , claims]: CellData, { groups }: PageData): number {
	return claims.reduce(
		(least, [, rank]) => Math.min(least, rank),
		groups.length - 1,
	);
}

/** The claim of a cell about a metric. */
export function claimAbout(
	metric: string,
	[, , claims]: CellData,
): ClaimData | undefined {
	return claims.find(([about]) => about === metric);
}

/** The metrics that some cell has a claim about, in the order in which they first come. */
export function metricsOf({ cells }: PageData): readonly string[] {
	return [
		...new Set(
			cells.flatMap(([, , claims]) => claims.map(([metric]) => metric)),
		),
	];
}

/** Fills the body of a table with rows; `onOpen` is told when the reader opens a cell. */
export function makeCellTable(
	body: HTMLTableSectionElement,
	more: HTMLButtonElement,
	{
		page,
		onOpen,
	}: { readonly page: PageData; readonly onOpen: (cell: CellData) => void },
): CellTable {
	const metrics = metricsOf(page);
	let cells: readonly CellData[] = [];
	let shown = 0;
	const grow = (count: number) => {
		const next = cells.slice(shown, shown + count);
		body.append(
			...next.map((cell) => cellRow(cell, { page, metrics, onOpen })),
		);
		shown += next.length;
		more.hidden = shown >= cells.length;
		more.textContent = `Show more (${cells.length - shown} left)`;
	};
	more.addEventListener("click", () => grow(CHUNK));
	new IntersectionObserver(
		(entries) => {
			if (entries.some(({ isIntersecting }) => isIntersecting)) {
				grow(CHUNK);
			}
		},
		{ rootMargin: "400px" },
	).observe(more);
	return {
		show: (chosen) => {
			cells = chosen;
			shown = 0;
			body.replaceChildren();
			grow(CHUNK);
		},
		open: (cell) => {
			const place = cells.indexOf(cell);
			if (place >= shown) {
				grow(place - shown + CHUNK);
			}
			return openRow(body, place);
		},
	};
}

/** Opens the cell at a place of the table; false where there is none. */
function openRow(body: HTMLTableSectionElement, place: number): boolean {
	const rows = [...body.rows].filter((row) => row.dataset.row === "cell");
	const row = rows[place];
	const button = row?.querySelector("button");
	if (row === undefined || !button) {
		return false;
	}
	if (button.ariaExpanded !== "true") {
		button.click();
	}
	row.scrollIntoView({ block: "start" });
	button.focus({ preventScroll: true });
	return true;
}

type RowContext = {
	readonly page: PageData;
	readonly metrics: readonly string[];
	readonly onOpen: (cell: CellData) => void;
};

function cellRow(cell: CellData, context: RowContext): HTMLTableRowElement {
	const { page, metrics, onOpen } = context;
	const [title, tone] = page.groups[gravest(cell, page)] ?? ["", "plain"];
	const button = element(
		"button",
		{ type: "button", "aria-expanded": "false" },
		[element("bdi", {}, [cell[1]])],
	);
	const row = element("tr", { "data-row": "cell" }, [
		element("th", { scope: "row" }, [button]),
		element("td", {}, [badge(title, tone)]),
		...metrics.map((metric) => claimField(claimAbout(metric, cell), page)),
	]);
	button.addEventListener("click", () => {
		const open = button.ariaExpanded !== "true";
		button.ariaExpanded = String(open);
		if (open) {
			row.after(detailRow(cell, metrics.length + 2, page));
			onOpen(cell);
		} else {
			row.nextElementSibling?.remove();
		}
	});
	return row;
}

function detailRow(
	cell: CellData,
	columns: number,
	page: PageData,
): HTMLTableRowElement {
	return element("tr", { "data-row": "detail" }, [
		element("td", { colspan: String(columns) }, [cellDetail(cell, page)]),
	]);
}

function claimField(
	claim: ClaimData | undefined,
	{ groups }: PageData,
): HTMLElement {
	if (claim === undefined) {
		return element("td", { class: "number faint" }, ["–"]);
	}
	const [, rank, verdict, figures, effectText, effect] = claim;
	if (rank === groups.length - 1) {
		const text = effect === 0 || effectText === "" ? "=" : effectText;
		return element("td", { class: "number faint", title: figures }, [text]);
	}
	const tone = groups[rank]?.[1] ?? "plain";
	return element("td", { class: "number", title: figures }, [
		`${effectText} `,
		badge(verdict, tone),
	]);
}
