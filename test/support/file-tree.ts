import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Writes files by their path under a new folder and runs the body with it; the folder is gone afterwards. */
export function withTree(
	files: Readonly<Record<string, string>>,
	body: (root: string) => void,
): void {
	const root = mkdtempSync(join(tmpdir(), "quantgrid-tree-"));
	try {
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), text);
		}
		body(root);
	} finally {
		rmSync(root, { recursive: true, force: true });
	}
}
