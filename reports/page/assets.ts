import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The scripts that a page carries within itself, as text. */
export type PageScripts = {
	/** Vega, which defines the global `vega`. */
	readonly vega: string;
	/** Our own, as modules. */
	readonly modules: readonly string[];
};

/** Reads the scripts of a page: Vega's build from its package, our own from beside this file. */
export async function loadPageScripts(): Promise<PageScripts> {
	const vegaBuild = dirname(
		createRequire(import.meta.url).resolve("vega/vega-schema.json"),
	);
	const [vega, ...modules] = await Promise.all(
		[
			join(vegaBuild, "vega.min.js"),
			join(import.meta.dirname, "table-script.js"),
			join(import.meta.dirname, "chart-script.js"),
		].map(readScript),
	);
	return { vega: vega ?? "", modules };
}

async function readScript(path: string): Promise<string> {
	return inlineScript(await readFile(path, "utf8"));
}

/** A script as it may stand in a script element. */
export function inlineScript(text: string): string {
	// Only an end tag or a comment's start could be misread there; both may be written with a backslash.
	return text
		.replace(/^\/\/# sourceMappingURL=.*$/m, "")
		.replaceAll("</script", "<\\/script")
		.replaceAll("<!--", "<\\!--");
}
