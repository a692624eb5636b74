import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the body a folder of its own, which is gone afterwards. */
export async function withFolder<Result>(
	body: (folder: string) => Promise<Result>,
): Promise<Result> {
	const folder = await mkdtemp(join(tmpdir(), "quantgrid-test-"));
	try {
		return await body(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
