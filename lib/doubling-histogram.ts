/** How many bins there are on each side of zero. */
const SIDE = 2048;

/**
 * Counts finite values in 4096 bins of equal width around zero. The width is a power of two and doubles when a value
 * lies beyond the last bin, pairs of bins becoming one: one pass suffices, and a bin is never wider than 1/1024 of the
 * greatest magnitude seen.
 */
export class DoublingHistogram {
	#width = 2 ** -64;
	#counts = new Float64Array(2 * SIDE);

	/** Counts a finite value. */
	add(value: number): void {
		while (Math.abs(value) >= this.#width * SIDE) {
			this.#double();
		}
		const bin = Math.floor(value / this.#width) + SIDE;
		this.#counts[bin] = (this.#counts[bin] as number) + 1;
	}

	/** The bins from the first to the last that holds a value; bin k spans k · width to (k + 1) · width. */
	bins(): {
		readonly width: number;
		readonly first: number;
		readonly counts: number[];
	} {
		const counts = [...this.#counts];
		const first = Math.max(
			counts.findIndex((count) => count > 0),
			0,
		);
		const last = counts.findLastIndex((count) => count > 0);
		return {
			width: this.#width,
			first: first - SIDE,
			counts: counts.slice(first, last + 1),
		};
	}

	#double(): void {
		const counts = new Float64Array(2 * SIDE);
		for (const [bin, count] of this.#counts.entries()) {
			const wider = Math.floor((bin - SIDE) / 2) + SIDE;
			counts[wider] = (counts[wider] as number) + count;
		}
		this.#counts = counts;
		this.#width *= 2;
	}
}
