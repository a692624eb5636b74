import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import {
	type DeviceProfile,
	deviceProfileSchema,
} from "../../plan/device-profile.ts";
import { compileScript } from "../../worker/delegates/addon.ts";
import { arm64Parts } from "./parts.ts";
import { EMULATOR, SYSTEM_ROOT } from "./tools.ts";

const PROJECT = join(dirname(compileScript()), "../..");

/** What a board does not get from this machine: programs for its processor, and this folder's own files. */
const FOREIGN = new Set([
	"tfjs-tflite-node",
	"sharp",
	"@img",
	"@resvg",
	"@duckdb",
	".bin",
	".package-lock.json",
]);

/** What of the compiled program is no part of the package. */
const UNSHIPPED = new Set(["test", "bench"]);

/**
 * Puts an emulated arm64 board together in a folder that does not exist yet: this version of quantgrid over arm64 binaries.
 * Gives its profile for the inventory.
 */
export async function arm64Board(folder: string): Promise<DeviceProfile> {
	const parts = await arm64Parts();
	mkdirSync(join(folder, "node_modules"), { recursive: true });
	cpSync(join(PROJECT, "package.json"), join(folder, "package.json"));
	for (const name of readdirSync(join(PROJECT, "dist"))) {
		if (!UNSHIPPED.has(name)) {
			const from = join(PROJECT, "dist", name);
			cpSync(from, join(folder, "dist", name), { recursive: true });
		}
	}
	symlinkSync(parts.plugins, join(folder, "build"));
	symlinkSync(parts.sources, join(folder, "worker"));
	symlinkSync(parts.binding, join(folder, "node_modules/tfjs-tflite-node"));
	for (const name of readdirSync(join(PROJECT, "node_modules"))) {
		if (!FOREIGN.has(name)) {
			const from = join(PROJECT, "node_modules", name);
			symlinkSync(from, join(folder, "node_modules", name));
		}
	}
	return deviceProfileSchema.parse({
		name: "arm64-board",
		about: "An emulated board with a 64-bit ARM processor",
		transport: {
			kind: "command",
			argv: [EMULATOR, "-L", SYSTEM_ROOT, parts.node],
		},
		directory: folder,
		delegates: ["builtin", "xnnpack"],
		emulator: "qemu-user",
	});
}
