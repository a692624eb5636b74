import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The commit a folder stands at, and whether its files differ from it. */
export type Commit = { readonly sha: string; readonly dirty: boolean };

const GIT_TIMEOUT_MS = 5000;

/** The commit of the git checkout a folder lies in; null outside of one, or where git does not answer. */
export async function commitOf(directory: string): Promise<Commit | null> {
	const git = async (...args: string[]): Promise<string> => {
		const { stdout } = await promisify(execFile)("git", args, {
			cwd: directory,
			timeout: GIT_TIMEOUT_MS,
		});
		return stdout.trim();
	};
	try {
		return {
			sha: await git("rev-parse", "HEAD"),
			dirty: (await git("status", "--porcelain")) !== "",
		};
	} catch {
		return null;
	}
}
