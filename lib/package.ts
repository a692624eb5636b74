import { readFileSync } from "node:fs";

const MANIFEST = new URL("../../package.json", import.meta.url);

/** The version of this package, as its package.json says. */
export function packageVersion(): string {
	const { version } = JSON.parse(readFileSync(MANIFEST, "utf8")) as {
		readonly version: string;
	};
	return version;
}
