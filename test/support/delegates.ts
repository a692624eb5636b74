import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compileScript } from "../../worker/delegates/addon.ts";

const SOURCES = resolve(compileScript(), "../../../test/fixtures/delegates");

let folder: string | undefined;
const compiled = new Map<string, string>();

/** The path of a delegate library for tests, compiled from `test/fixtures/delegates/<name>.c`; gone when the process ends. */
export function delegateLibrary(name: string): string {
	const known = compiled.get(name);
	if (known !== undefined) {
		return known;
	}
	const library = join(libraryFolder(), `${name}.so`);
	const { status, stderr } = spawnSync(
		process.execPath,
		[compileScript(), "--library", join(SOURCES, `${name}.c`), library],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		throw new Error(stderr);
	}
	compiled.set(name, library);
	return library;
}

function libraryFolder(): string {
	if (folder === undefined) {
		const made = mkdtempSync(join(tmpdir(), "quantgrid-delegates-"));
		process.on("exit", () => rmSync(made, { recursive: true, force: true }));
		folder = made;
	}
	return folder;
}
