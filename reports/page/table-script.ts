/// <reference lib="dom" />

// Runs in the report's page: sorts and filters the table of cells. Without it the table stands there unsorted.

const collator = new Intl.Collator(document.documentElement.lang, {
	numeric: true,
});

for (const table of document.querySelectorAll<HTMLTableElement>(
	"table.sortable",
)) {
	makeSortable(table);
}
for (const form of document.querySelectorAll<HTMLFormElement>("form.filter")) {
	makeFilter(form);
}

function makeSortable(table: HTMLTableElement): void {
	const headings = [
		...table.querySelectorAll<HTMLTableCellElement>("thead th"),
	];
	for (const [column, heading] of headings.entries()) {
		const button = document.createElement("button");
		button.type = "button";
		button.append(...heading.childNodes);
		button.addEventListener("click", () => {
			const ascending = heading.ariaSort !== "ascending";
			for (const other of headings) {
				other.ariaSort = "none";
			}
			heading.ariaSort = ascending ? "ascending" : "descending";
			sortRows(table, column, ascending);
		});
		heading.ariaSort = "none";
		heading.append(button);
	}
}

function sortRows(
	table: HTMLTableElement,
	column: number,
	ascending: boolean,
): void {
	const body = table.tBodies[0];
	if (body === undefined) {
		return;
	}
	const value = (row: HTMLTableRowElement) =>
		row.cells[column]?.dataset.value ?? "";
	const compare = (
		left: HTMLTableRowElement,
		right: HTMLTableRowElement,
	): number => {
		const [first, second] = [value(left), value(right)];
		// A cell without the figure stands last, whichever way the table is sorted.
		if (first === "" || second === "") {
			return Number(first === "") - Number(second === "");
		}
		return (ascending ? 1 : -1) * compareValues(first, second);
	};
	body.append(...[...body.rows].sort(compare));
}

function compareValues(first: string, second: string): number {
	const [left, right] = [Number(first), Number(second)];
	return Number.isNaN(left) || Number.isNaN(right)
		? collator.compare(first, second)
		: left - right;
}

function makeFilter(form: HTMLFormElement): void {
	const table = document.getElementById(form.dataset.table ?? "");
	const count = form.querySelector("output");
	if (!(table instanceof HTMLTableElement) || count === null) {
		return;
	}
	const apply = () => {
		const data = new FormData(form);
		const words = String(data.get("search") ?? "")
			.toLowerCase()
			.split(/\s+/)
			.filter(Boolean);
		const verdict = String(data.get("verdict") ?? "");
		const rows = [...(table.tBodies[0]?.rows ?? [])];
		for (const row of rows) {
			const text = row.textContent?.toLowerCase() ?? "";
			const fits =
				words.every((word) => text.includes(word)) &&
				(verdict === "" || row.dataset.verdict === verdict);
			row.hidden = !fits;
		}
		count.textContent = `${rows.filter((row) => !row.hidden).length} / ${rows.length}`;
	};
	form.hidden = false;
	form.addEventListener("input", apply);
	form.addEventListener("submit", (event) => event.preventDefault());
	apply();
}

export {};
