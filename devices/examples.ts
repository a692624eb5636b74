import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UserError } from "../lib/errors.ts";

const FOLDER = fileURLToPath(new URL("../../devices/", import.meta.url));
const ENDING = ".json";

/** The names of the example profiles that come along; they are no devices until they are copied into an inventory. */
export function exampleNames(): readonly string[] {
	return readdirSync(FOLDER)
		.filter((file) => file.endsWith(ENDING))
		.map((file) => file.slice(0, -ENDING.length))
		.toSorted();
}

/** The text of an example. Throws a UserError that lists them when there is none of that name. */
export function exampleText(name: string): string {
	const names = exampleNames();
	if (!names.includes(name)) {
		throw new UserError(
			`there is no example of the name "${name}". Examples: ${names.join(", ")}.`,
		);
	}
	return readFileSync(`${FOLDER}${name}${ENDING}`, "utf8");
}
