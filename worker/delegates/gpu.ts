import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the library of the GPU delegate is, or why it is not found and the way to get it. */
export type GpuLibrary =
	| { readonly status: "found"; readonly library: string }
	| { readonly status: "missing"; readonly reason: string };

/** The names of the library as TensorFlow Lite's build makes it. */
const NAMES = [
	"libtensorflowlite_gpu_delegate.so",
	"libtensorflowlite_gpu_delegate.dylib",
];

/** Where a system's loader looks by its own, and where packages that are not the system's put theirs. */
const FOLDERS = [
	"/usr/local/lib",
	"/usr/lib",
	"/usr/lib/x86_64-linux-gnu",
	"/usr/lib/aarch64-linux-gnu",
	"/usr/local/lib/x86_64-linux-gnu",
	"/usr/local/lib/aarch64-linux-gnu",
	"/opt/homebrew/lib",
];

/** How to get the library; the end of every reason why it is not there. */
export const GPU_WAY_OUT =
	"Build it from TensorFlow's sources (`bazel build -c opt --copt=-DCL_DELEGATE_NO_GL //tensorflow/lite/delegates/gpu:libtensorflowlite_gpu_delegate.so`), put it into /usr/local/lib or set QUANTGRID_GPU_DELEGATE to its path; see docs/delegates.md.";

/**
 * Finds the library of TensorFlow Lite's GPU delegate: the one QUANTGRID_GPU_DELEGATE names, else the first of its usual
 * names in LD_LIBRARY_PATH and in the system's folders.
 */
export function findGpuLibrary(
	environment: NodeJS.ProcessEnv = process.env,
	systemFolders: readonly string[] = FOLDERS,
): GpuLibrary {
	const chosen = environment.QUANTGRID_GPU_DELEGATE?.trim();
	if (chosen) {
		return { status: "found", library: chosen };
	}
	const folders = [
		...(environment.LD_LIBRARY_PATH ?? "").split(":").filter(Boolean),
		...systemFolders,
	];
	for (const folder of folders) {
		for (const name of NAMES) {
			const path = join(folder, name);
			if (existsSync(path)) {
				return { status: "found", library: path };
			}
		}
	}
	return {
		status: "missing",
		reason: `The library of TensorFlow Lite's GPU delegate is not found: looked for ${NAMES[0]} in ${folders.join(", ")}. ${GPU_WAY_OUT}`,
	};
}
