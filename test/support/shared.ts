import { existsSync } from "node:fs";
import { resolve } from "node:path";

const SHARED = resolve(import.meta.dirname, "../../../../shared");

/** The path of a file in `../shared/models`, or undefined where that folder is absent. */
export function sharedModel(name: string): string | undefined {
	const path = resolve(SHARED, "models", name);
	return existsSync(path) ? path : undefined;
}

/** The path of a file in `../shared/facts`, or undefined where that folder is absent. */
export function sharedFacts(name: string): string | undefined {
	const path = resolve(SHARED, "facts", name);
	return existsSync(path) ? path : undefined;
}
