import {
	type Affine,
	activationAffine,
	affineRange,
	type Range,
	sameAffine,
	unionRange,
} from "./arithmetic.ts";

/** A value that takes part in a group of equal scales. */
export type Member = {
	readonly range: Range;
	/** The scale and zero point its producer gives it, whatever the file says. */
	readonly fixed?: Affine | undefined;
	/** Whether its values come from outside the group: not from an operator that only passes the group's values on. */
	readonly isSource: boolean;
};

/** Values that must have one scale and zero point, as sets that can be joined (union-find). `Key` names a value. */
export type ScaleGroups<Key> = {
	readonly join: (one: Key, other: Key) => void;
	/** The scale and zero point of each value's group. */
	readonly affines: () => ReadonlyMap<Key, Affine>;
};

/** How much coarser than its own a group's scale may become by taking over that of a fixed member. */
const COARSER = 2;

/** Starts with each value in a group of its own. */
export function scaleGroups<Key>(
	members: ReadonlyMap<Key, Member>,
): ScaleGroups<Key> {
	const parents = new Map<Key, Key>();
	const root = (key: Key) => rootOf(parents, key);
	return {
		join: (one, other) => {
			const [a, b] = [root(one), root(other)];
			if (a !== b) {
				parents.set(b, a);
			}
		},
		affines: () => {
			const groups = new Map<Key, Member[]>();
			for (const [key, member] of members) {
				const group = groups.get(root(key)) ?? [];
				group.push(member);
				groups.set(root(key), group);
			}
			const shared = new Map(
				[...groups].map(([key, group]) => [key, groupAffine(group)]),
			);
			return new Map(
				[...members.keys()].map((key) => [
					key,
					shared.get(root(key)) as Affine,
				]),
			);
		},
	};
}

/** The value that stands for a group; the way to it is shortened. */
function rootOf<Key>(parents: Map<Key, Key>, key: Key): Key {
	let top = key;
	for (let next = parents.get(top); next !== undefined; ) {
		top = next;
		next = parents.get(top);
	}
	for (let place = key; place !== top; ) {
		const next = parents.get(place) ?? top;
		parents.set(place, top);
		place = next;
	}
	return top;
}

/**
 * One scale for all members. A fixed one wins where the group's values have no other source, or where it holds them all
 * without becoming much coarser than their own; else the union of all ranges decides, and each fixed member is to be
 * requantized.
 */
export function groupAffine(members: readonly Member[]): Affine {
	const fixed = members.flatMap((member) => member.fixed ?? []);
	const [first] = fixed;
	const free = members.some(
		(member) => member.isSource && member.fixed === undefined,
	);
	if (
		first !== undefined &&
		!free &&
		fixed.every((other) => sameAffine(first, other))
	) {
		return first;
	}
	const range = members.map((member) => member.range).reduce(unionRange);
	const own = activationAffine(range);
	return (
		fixed.find(
			(affine) => holds(affine, range) && affine.scale <= COARSER * own.scale,
		) ?? own
	);
}

/** Whether int8 with a scale and zero point holds a range, to within one step. */
function holds(affine: Affine, range: Range): boolean {
	const { min, max } = affineRange(affine);
	return range.min >= min - affine.scale && range.max <= max + affine.scale;
}
