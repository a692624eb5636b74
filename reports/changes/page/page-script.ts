/// <reference lib="dom" />

// Runs in changes.html: fills the table from the page's data, filters and sorts it, and opens the cell of the address.

import { anchorOf } from "../anchor.ts";
import { claimAbout, gravest, makeCellTable, metricsOf } from "./cell-table.ts";
import type { CellData, PageData } from "./data.ts";
import { element } from "./elements.ts";

const page = JSON.parse(
	document.getElementById("page-data")?.textContent ?? "",
) as PageData;
const form = document.querySelector<HTMLFormElement>("form.filter");
const table = document.querySelector<HTMLTableElement>("#cell-table");
const more = document.querySelector<HTMLButtonElement>("#more");
const body = table?.tBodies[0];
if (form && table && more && body) {
	start({ form, table, more, body });
}

type Parts = {
	readonly form: HTMLFormElement;
	readonly table: HTMLTableElement;
	readonly more: HTMLButtonElement;
	readonly body: HTMLTableSectionElement;
};

function start({ form, table, more, body }: Parts): void {
	const count = form.querySelector("output");
	const cellTable = makeCellTable(body, more, {
		page,
		onOpen: ([id]) => history.replaceState(null, "", `#${anchorOf(id)}`),
	});
	let order: Order = { column: 1, ascending: true };
	const sorters = sortersOf(page);
	const update = () => {
		const cells = sorted(
			page.cells.filter(filterOf(new FormData(form))),
			sorters,
			order,
		);
		cellTable.show(cells);
		if (count !== null) {
			count.textContent = `${cells.length} / ${page.cells.length}`;
		}
	};
	makeHeadings(table, (chosen) => {
		order = chosen;
		update();
	});
	fillGroups(form);
	form.hidden = false;
	form.addEventListener("input", update);
	form.addEventListener("submit", (event) => event.preventDefault());
	const follow = () => {
		const cell = page.cells.find(
			([id]) => `#${anchorOf(id)}` === window.location.hash,
		);
		if (cell !== undefined && !cellTable.open(cell)) {
			form.reset();
			update();
			cellTable.open(cell);
		}
	};
	window.addEventListener("hashchange", follow);
	update();
	follow();
}

type Order = { readonly column: number; readonly ascending: boolean };
type Sorter = (cell: CellData) => string | number | null;

/** What each column is sorted by: the name, the gravest claim, then the effect on each metric. */
function sortersOf(page: PageData): readonly Sorter[] {
	return [
		([, name]) => name,
		(cell) => gravest(cell, page),
		...metricsOf(page).map(
			(metric): Sorter =>
				(cell) =>
					claimAbout(metric, cell)?.[5] ?? null,
		),
	];
}

const collator = new Intl.Collator("en", { numeric: true });

function sorted(
	cells: readonly CellData[],
	sorters: readonly Sorter[],
	{ column, ascending }: Order,
): readonly CellData[] {
	const sorter = sorters[column];
	if (sorter === undefined) {
		return cells;
	}
	const keyed = cells.map((cell) => ({ cell, key: sorter(cell) }));
	keyed.sort((left, right) => {
		// A cell without the figure stands last, whichever way the table is sorted.
		if (left.key === null || right.key === null) {
			return Number(left.key === null) - Number(right.key === null);
		}
		return (ascending ? 1 : -1) * compareKeys(left.key, right.key);
	});
	return keyed.map(({ cell }) => cell);
}

function compareKeys(left: string | number, right: string | number): number {
	return typeof left === "number" && typeof right === "number"
		? left - right
		: collator.compare(String(left), String(right));
}

function filterOf(data: FormData): (cell: CellData) => boolean {
	const words = String(data.get("search") ?? "")
		.toLowerCase()
		.split(/\s+/)
		.filter(Boolean);
	const group = String(data.get("verdict") ?? "");
	return ([, name, claims]) => {
		const text = name.toLowerCase();
		return (
			words.every((word) => text.includes(word)) &&
			(group === "" || claims.some(([, rank]) => String(rank) === group))
		);
	};
}

function fillGroups(form: HTMLFormElement): void {
	const counts = new Map<number, number>();
	for (const cell of page.cells) {
		for (const rank of new Set(cell[2].map(([, rank]) => rank))) {
			counts.set(rank, (counts.get(rank) ?? 0) + 1);
		}
	}
	const options = page.groups.flatMap(([title], rank) => {
		const count = counts.get(rank);
		return count === undefined
			? []
			: element("option", { value: String(rank) }, [`${title} (${count})`]);
	});
	form.querySelector("select")?.append(...options);
}

function makeHeadings(
	table: HTMLTableElement,
	choose: (order: Order) => void,
): void {
	const titles = ["cell", "verdict", ...metricsOf(page)];
	const headings = titles.map((title, column) =>
		element(
			"th",
			{
				scope: "col",
				class: column > 1 ? "number" : "",
				"aria-sort": column === 1 ? "ascending" : "none",
			},
			[element("button", { type: "button" }, [title])],
		),
	);
	for (const [column, heading] of headings.entries()) {
		heading.firstElementChild?.addEventListener("click", () => {
			const ascending = heading.ariaSort !== "ascending";
			for (const other of headings) {
				other.ariaSort = "none";
			}
			heading.ariaSort = ascending ? "ascending" : "descending";
			choose({ column, ascending });
		});
	}
	table.tHead?.rows[0]?.replaceChildren(...headings);
}
