import type { ChildProcess } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFolder } from "./temporary-folder.ts";
import { DENSE, tinyModelBytes } from "./tiny-models.ts";

/** A small suite over a model of four floats. */
export const SUITE = `
import { defineSuite } from "quantgrid";
export default defineSuite({
	name: "tiny",
	models: [{ name: "dense", file: "dense.tflite" }],
	variants: ["as-is", "float16"],
	delegates: ["builtin"],
	preset: "smoke",
});
`;

/** Runs the body with a folder that holds the suite as `tiny.suite.ts`, and its model. */
export async function withSuite(
	body: (folder: string) => Promise<void>,
): Promise<void> {
	await withFolder(async (folder) => {
		await writeFile(join(folder, "dense.tflite"), tinyModelBytes(DENSE));
		await writeFile(join(folder, "tiny.suite.ts"), SUITE);
		await body(folder);
	});
}

/** Does something to a run with `--out out` once its journal has that many lines. */
export function afterLines(
	folder: string,
	lines: number,
	act: (child: ChildProcess) => void,
) {
	return (child: ChildProcess): void => {
		const journal = join(folder, "out/journal.jsonl");
		const watcher = watch(folder, { recursive: true }, async () => {
			const text = existsSync(journal) ? await readFile(journal, "utf8") : "";
			if (text.split("\n").length > lines) {
				watcher.close();
				act(child);
			}
		});
		child.once("close", () => watcher.close());
	};
}
