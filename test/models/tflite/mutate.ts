import type { Random } from "../../../lib/random.ts";

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const WORDS = [0, 1, 4, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

const MUTATIONS: readonly Mutation[] = [
	flipBits,
	truncate,
	replaceWord,
	replaceWord,
	splice,
	removeBytes,
	fillZero,
];

/** A damaged copy of a file: some bits flipped, a word replaced, a part cut off, moved, removed or zeroed; often several of these. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
	let mutant: Uint8Array = new Uint8Array(bytes);
	do {
		const mutation = MUTATIONS[below(random, MUTATIONS.length)] ?? flipBits;
		mutant = mutation(mutant, random);
	} while (random() < 0.4);
	return mutant;
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
	for (let n = 1 + below(random, 8); n > 0; n--) {
		const at = place(bytes, random);
		bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
	}
	return bytes;
}

function truncate(bytes: Uint8Array, random: Random): Uint8Array {
	return bytes.slice(0, below(random, bytes.length));
}

function replaceWord(bytes: Uint8Array, random: Random): Uint8Array {
	const at = 4 * Math.floor(place(bytes, random) / 4);
	if (at + 4 <= bytes.length) {
		const near = below(random, 4 * bytes.length);
		const word = random() < 0.5 ? near : WORDS[below(random, WORDS.length)];
		new DataView(bytes.buffer).setUint32(at, word ?? 0, true);
	}
	return bytes;
}

function splice(bytes: Uint8Array, random: Random): Uint8Array {
	const from = place(bytes, random);
	bytes.copyWithin(place(bytes, random), from, from + below(random, 256));
	return bytes;
}

function removeBytes(bytes: Uint8Array, random: Random): Uint8Array {
	const at = place(bytes, random);
	const rest = bytes.subarray(at + 1 + below(random, 16));
	return Uint8Array.from([...bytes.subarray(0, at), ...rest]);
}

function fillZero(bytes: Uint8Array, random: Random): Uint8Array {
	const at = place(bytes, random);
	return bytes.fill(0, at, at + below(random, 64));
}

// Half of the places are near the start, where a file has more structure than weights.
function place(bytes: Uint8Array, random: Random): number {
	return below(
		random,
		random() < 0.5 ? Math.min(2048, bytes.length) : bytes.length,
	);
}

function below(random: Random, limit: number): number {
	return Math.floor(random() * limit);
}
