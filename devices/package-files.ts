import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { errorText, UserError } from "../lib/errors.ts";
import { sha256File } from "../lib/hash.ts";
import { packageVersion } from "../lib/package.ts";

/** This program as a device gets it. */
export type PackageFiles = {
	readonly tarball: string;
	readonly lock: string;
	/** The version, and a piece of the hash of both files. */
	readonly id: string;
};

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

/** The lock file of a checkout; npm leaves it out of a package, which has the copy. */
const LOCKS = ["package-lock.json", "dist/package-lock.json"];

/**
 * Packs the running package, checkout or installed, into a folder. Rejects with a UserError where npm cannot, or where the
 * lock file is missing.
 */
export async function packFiles(folder: string): Promise<PackageFiles> {
	const lock = LOCKS.map((path) => join(PACKAGE, path)).find(existsSync);
	if (lock === undefined) {
		throw new UserError(
			`${PACKAGE}: this installation has no package-lock.json, so a device would not get the same packages. Install quantgrid anew.`,
		);
	}
	const tarball = join(folder, await pack(folder));
	const hashes = await Promise.all([tarball, lock].map(sha256File));
	const short = hashes.map((hash) => hash.slice(0, 8)).join("");
	return { tarball, lock, id: `${packageVersion()}-${short}` };
}

async function pack(folder: string): Promise<string> {
	try {
		// What is packed was built when it was installed; a device needs no more scripts than that.
		const { stdout } = await promisify(execFile)(
			"npm",
			["pack", "--ignore-scripts", "--pack-destination", folder],
			{ cwd: PACKAGE },
		);
		return stdout.trim().split("\n").at(-1) ?? "";
	} catch (error) {
		throw new UserError(
			`${PACKAGE}: npm cannot pack this installation: ${errorText(error).slice(0, 500)}. See that npm works here.`,
		);
	}
}
