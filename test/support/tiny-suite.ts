import type { ChildProcess } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
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

/** The journals of a folder's nightly runs, oldest first. */
export async function nightJournals(
	folder: string,
): Promise<readonly string[]> {
	const parent = join(folder, "runs/tiny");
	const ids = existsSync(parent) ? await readdir(parent) : [];
	return ids
		.toSorted()
		.map((id) => join(parent, id, "journal.jsonl"))
		.filter((path) => existsSync(path));
}

/** Does something to a nightly once its journal has so many entries of a kind. */
export function afterEntries(
	folder: string,
	{ kind, count }: { readonly kind: string; readonly count: number },
	act: (child: ChildProcess) => void,
) {
	return (child: ChildProcess): void => {
		const watcher = watch(folder, { recursive: true }, async () => {
			const newest = (await nightJournals(folder)).at(-1);
			const text = newest === undefined ? "" : await readFile(newest, "utf8");
			if (text.split(`{"kind":"${kind}"`).length > count) {
				watcher.close();
				act(child);
			}
		});
		child.once("close", () => watcher.close());
	};
}
