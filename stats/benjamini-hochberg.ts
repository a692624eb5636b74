/**
 * The chances of many tests adjusted for their number, in the order given: to call every test with an adjusted chance of
 * at most q is to be wrong, in the mean, in a share of at most q of the calls. Benjamini and Hochberg, "Controlling the
 * False Discovery Rate" (Journal of the Royal Statistical Society B 57, 1995), as the adjusted values of Yekutieli and
 * Benjamini (Journal of Statistical Planning and Inference 82, 1999).
 */
export function benjaminiHochberg(
	chances: readonly number[],
): readonly number[] {
	const count = chances.length;
	const descending = chances
		.map((chance, index) => ({ chance, index }))
		.sort((a, b) => b.chance - a.chance);
	const adjusted = new Array<number>(count);
	let least = 1;
	descending.forEach(({ chance, index }, place) => {
		least = Math.min(least, (chance * count) / (count - place));
		adjusted[index] = least;
	});
	return adjusted;
}
