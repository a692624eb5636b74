import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** What a command printed, and how it ended. */
export type CommandResult = {
	readonly stdout: string;
	readonly stderr: string;
	readonly exitCode: number | null;
	readonly signal: string | null;
};

/** How a command is run. */
export type CommandOptions = {
	readonly cwd: string;
	/** Variables of its environment, besides those of this process. */
	readonly env?: Readonly<Record<string, string>>;
	/** Gets the process as soon as it runs, to do something to it. */
	readonly meanwhile?: (child: ChildProcess) => void;
};

const MAIN = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** Runs the real program, with a cache in its working folder, and waits for its end. */
export async function quantgrid(
	args: readonly string[],
	{ cwd, env, meanwhile }: CommandOptions,
): Promise<CommandResult> {
	const child = spawn(process.execPath, [MAIN, ...args], {
		cwd,
		env: {
			...process.env,
			QUANTGRID_CACHE: `${cwd}/cache`,
			// Tests that run at the same time must not lock each other out.
			QUANTGRID_STATE: `${cwd}/state`,
			GITHUB_STEP_SUMMARY: "",
			...env,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	const printed = { stdout: "", stderr: "" };
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		printed.stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		printed.stderr += text;
	});
	meanwhile?.(child);
	const [exitCode, signal] = (await once(child, "close")) as [
		number | null,
		string | null,
	];
	return {
		stdout: stripVTControlCharacters(printed.stdout),
		stderr: stripVTControlCharacters(printed.stderr),
		exitCode,
		signal,
	};
}
