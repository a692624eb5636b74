import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inlineScript } from "../../page/assets.ts";
import { joinModules } from "../../page/join-modules.ts";

/** The modules of the page's script, each after those that it imports, as they lie beside this file. */
const MODULES = [
	"../../format.js",
	"../anchor.js",
	"shape.js",
	"axis.js",
	"strip-plot.js",
	"trend-chart.js",
	"pictures.js",
	"elements.js",
	"cell-detail.js",
	"cell-table.js",
	"page-script.js",
];

/** Reads the script of changes.html. */
export async function loadChangesScript(): Promise<string> {
	const modules = await Promise.all(
		MODULES.map(async (path) => ({
			path,
			text: await readFile(join(import.meta.dirname, path), "utf8"),
		})),
	);
	return inlineScript(joinModules(modules));
}
