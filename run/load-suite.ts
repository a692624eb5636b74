import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { errorText, UserError } from "../lib/errors.ts";
import { delegateSetting } from "../plan/delegate.ts";
import { parseSuite, type Suite } from "../plan/suite.ts";

const PACKAGE_ENTRY = fileURLToPath(new URL("../index.js", import.meta.url));

/** What a command line says in place of a suite. */
export type SuiteOverrides = {
	/** The machines that measure; those of the suite where there is none. */
	readonly devices?: readonly string[];
};

/**
 * Loads a suite from a TypeScript or JavaScript module (its default export) or a JSON file, wherever it lies; in it,
 * `quantgrid` means this program. Rejects with a UserError that names the file and what is wrong with it; a JSON suite may
 * not name a delegate library. An override stands in place of what the suite says.
 */
export async function loadSuite(
	path: string,
	overrides: SuiteOverrides = {},
): Promise<Suite> {
	const file = resolve(path);
	if (!existsSync(file)) {
		throw new UserError(
			`${path}: there is no such suite file. Name a .suite.ts, .js or .json file.`,
		);
	}
	const declaration = file.endsWith(".json")
		? await readDeclaration(file)
		: await importDeclaration(file);
	const suite = parseSuite(overridden(declaration, overrides), {
		file: path,
		directory: dirname(file),
	});
	if (file.endsWith(".json")) {
		checkNamesNoLibrary(suite, path);
	}
	return suite;
}

function overridden(
	declaration: unknown,
	{ devices = [] }: SuiteOverrides,
): unknown {
	return devices.length > 0 &&
		typeof declaration === "object" &&
		declaration !== null
		? { ...declaration, devices }
		: declaration;
}

// A module is code already; a JSON suite is data, and may come from anywhere.
function checkNamesNoLibrary(suite: Suite, path: string): void {
	for (const { name, library } of suite.delegates.map(delegateSetting)) {
		if (library !== undefined) {
			throw new UserError(
				`${path}: the delegate "${name}" names the library ${library}, whose code would run on this machine; a JSON suite may not do that. If you trust it, declare the suite in a .suite.ts module.`,
			);
		}
	}
}

async function readDeclaration(file: string): Promise<unknown> {
	try {
		return JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw new UserError(
			`${file}: this suite cannot be read as JSON: ${errorText(error)}.`,
		);
	}
}

async function importDeclaration(file: string): Promise<unknown> {
	const jiti = createJiti(import.meta.url, {
		alias: { quantgrid: PACKAGE_ENTRY },
		moduleCache: false,
	});
	let module: unknown;
	try {
		module = await jiti.import(file);
	} catch (error) {
		throw new UserError(
			`${file}: this suite cannot be loaded: ${errorText(error)}.`,
		);
	}
	if (typeof module !== "object" || module === null || !("default" in module)) {
		throw new UserError(
			`${file}: expected the suite as the default export: export default defineSuite({ … }).`,
		);
	}
	return module.default;
}
