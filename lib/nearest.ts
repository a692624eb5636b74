/** The most names that an error lists. */
const MOST_NAMES = 5;

/** Letters of a name that count; longer ones would take long to be compared. */
const MOST_LETTERS = 200;

/** A sentence that names what there is instead of a name, the most similar first: `There are: a, b.` */
export function nearestText(name: string, names: readonly string[]): string {
	if (names.length === 0) {
		return "There are none yet.";
	}
	const nearest = names
		.map((each) => ({
			each,
			distance: editDistance(
				name.slice(0, MOST_LETTERS),
				each.slice(0, MOST_LETTERS),
			),
		}))
		.toSorted((a, b) => a.distance - b.distance)
		.slice(0, MOST_NAMES)
		.map(({ each }) => each);
	const others = names.length - nearest.length;
	return `There ${names.length === 1 ? "is" : "are"}: ${nearest.join(", ")}${others > 0 ? `, and ${others} more` : ""}.`;
}

/** The fewest letters to be put in, taken out or replaced to make one text of another (Levenshtein, 1966). */
export function editDistance(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			next.push(
				Math.min(
					(row[j] as number) + 1,
					(next[j - 1] as number) + 1,
					(row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1),
				),
			);
		}
		row = next;
	}
	return row[to.length] as number;
}
