import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The emulator of arm64 programs, of the package qemu-user-static. */
export const EMULATOR = "qemu-aarch64-static";

/** The compilers of C and C++ for arm64, of the package g++-aarch64-linux-gnu. */
export const COMPILERS = {
	c: "aarch64-linux-gnu-gcc",
	cpp: "aarch64-linux-gnu-g++",
} as const;

/** The folder that holds what Debian's arm64 programs are linked to, of the package libc6-dev-arm64-cross. */
export const SYSTEM_ROOT = "/usr/aarch64-linux-gnu";

const PACKAGES = "qemu-user-static g++-aarch64-linux-gnu libc6-dev-arm64-cross";

/** What an arm64 board needs and this machine lacks, and the way to get it; undefined when all is there. */
export function missingTools(): string | undefined {
	const missing = [
		...[EMULATOR, ...Object.values(COMPILERS)].filter((tool) => !runs(tool)),
		...[join(SYSTEM_ROOT, "lib/libc.so.6")].filter((path) => !existsSync(path)),
	];
	return missing.length === 0
		? undefined
		: `There is no ${missing.join(", no ")}. Debian: apt-get install ${PACKAGES}`;
}

/**
 * Whether an arm64 board can be built and emulated here. Says that tests are skipped where it cannot; throws where
 * QUANTGRID_REQUIRE names qemu.
 */
export function hasArm64Tools(): boolean {
	const problem = missingTools();
	if (problem === undefined) {
		return true;
	}
	if ((process.env.QUANTGRID_REQUIRE ?? "").split(",").includes("qemu")) {
		throw new Error(problem);
	}
	console.log(`skipped: ${problem}`);
	return false;
}

function runs(tool: string): boolean {
	return spawnSync(tool, ["--version"]).status === 0;
}
