import type { Random } from "../../../lib/random.ts";

const VALUES = [null, 0, -1, 1.5, 1e300, "", "relu", [], {}, [null, 3], true];

/** Puts something else in one random place of a tree of objects and arrays. */
export function mutate(tree: unknown, random: Random): void {
	let node = tree as Record<string, unknown>;
	for (;;) {
		const keys = Object.keys(node);
		const key = keys[Math.floor(random() * keys.length)] ?? "added";
		const child = node[key];
		const isBranch = typeof child === "object" && child !== null;
		if (!isBranch || random() < 0.1) {
			node[key] = VALUES[Math.floor(random() * VALUES.length)];
			return;
		}
		node = child as Record<string, unknown>;
	}
}
