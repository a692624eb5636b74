/** Draws numbers uniformly from [0, 1). */
export type Random = () => number;

/**
 * A seeded generator of 32-bit quality, the same sequence on every machine: Mulberry32 by Tommy Ettinger (2017, public
 * domain), a Weyl sequence with step 0x6D2B79F5 whose state is mixed by two rounds of multiply and xor-shift.
 * The seed is taken modulo 2^32.
 */
export function seededRandom(seed: number): Random {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/**
 * The numbers 0 … count-1 in random order, every order equally likely as far as `random` allows
 * (Fisher-Yates; Knuth, The Art of Computer Programming, volume 2, algorithm P).
 */
export function permutation(count: number, random: Random): Uint32Array {
	const order = Uint32Array.from({ length: count }, (_, i) => i);
	for (let last = count - 1; last > 0; last--) {
		const other = Math.floor(random() * (last + 1));
		const value = order[last] as number;
		order[last] = order[other] as number;
		order[other] = value;
	}
	return order;
}
