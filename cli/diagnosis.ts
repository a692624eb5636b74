import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { loadDataset } from "../datasets/load.ts";
import { CHROMIUM_WAY_OUT } from "../lib/chromium.ts";
import { errorText } from "../lib/errors.ts";
import { COMPILER_WAY_OUT } from "../models/edgetpu/compile.ts";
import { DELEGATES, type Delegate } from "../plan/axes.ts";
import { EDGETPU_WAY_OUT } from "../worker/delegates/edgetpu.ts";
import { GPU_WAY_OUT } from "../worker/delegates/gpu.ts";
import { xnnpackCompileScript } from "../worker/delegates/xnnpack.ts";
import { litertWebRuntime } from "../worker/runtimes/litert-web.ts";
import { tfjsRuntime, tfjsWayOut } from "../worker/runtimes/tfjs.ts";
import { PROBE_MARK, type ProbeName, type ProbeResult } from "./probe.ts";

/** One part of this machine: whether it works, whether everything needs it, and the way to get it. */
export type Finding = {
	readonly part: string;
	readonly required: boolean;
	readonly result: ProbeResult;
	readonly wayOut: string;
};

/** Tries every part that quantgrid uses on this machine, one after the other. Never throws. */
export async function* diagnose(): AsyncGenerator<Finding> {
	yield nodeVersion(process.versions.node);
	yield compiler();
	yield {
		part: "TensorFlow Lite, delegate builtin",
		required: true,
		result: runProbe("builtin"),
		wayOut:
			"Run `npm rebuild tfjs-tflite-node`; it needs python3, make and a C++ compiler.",
	};
	yield {
		part: "TensorFlow Lite, delegate xnnpack",
		required: true,
		result: runProbe("xnnpack"),
		wayOut: `Run \`node ${xnnpackCompileScript()}\`; it needs a C compiler.`,
	};
	yield* optionalDelegates();
	yield await mnist();
	yield {
		part: "training",
		required: true,
		result: runProbe("training"),
		wayOut: "Run `npm ci`; @tensorflow/tfjs-backend-wasm needs no compiler.",
	};
	yield {
		part: "charts as PNG",
		required: true,
		result: runProbe("png"),
		wayOut: "Run `npm ci` without `--omit=optional`.",
	};
	yield git();
	yield chromium();
}

/** The delegates that only some machines have, each tried on a model of one layer, and what makes models for them. */
function* optionalDelegates(): Generator<Finding> {
	const delegates = [
		{ name: "gpu", wayOut: GPU_WAY_OUT },
		{ name: "edgetpu", wayOut: EDGETPU_WAY_OUT },
		{
			name: "external",
			wayOut: `Run \`node ${xnnpackCompileScript()}\`; it needs a C compiler.`,
		},
		...litertWebRuntime.delegates.map((name) => ({
			name: name as ProbeName,
			wayOut: CHROMIUM_WAY_OUT,
		})),
		...tfjsRuntime.delegates.map((name) => ({
			name: name as ProbeName,
			wayOut: tfjsWayOut(name),
		})),
	] as const;
	for (const { name, wayOut } of delegates) {
		const part = `delegate ${name}: ${DELEGATES[name as Delegate].about}`;
		yield { part, required: false, result: runProbe(name), wayOut };
	}
	yield {
		part: "edgetpu_compiler, for the variant edgetpu",
		required: false,
		result: runProbe("edgetpu-compiler"),
		wayOut: COMPILER_WAY_OUT,
	};
}

/** Whether this Node is new enough: 20.11 is the first with `import.meta.dirname`. */
export function nodeVersion(version: string): Finding {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	const newEnough = major > 20 || (major === 20 && minor >= 11);
	return {
		part: "Node.js",
		required: true,
		result: newEnough
			? { status: "works", detail: version }
			: {
					status: "fails",
					reason: `Found ${version}, expected 20.11 or newer.`,
				},
		wayOut: "Install a newer Node.js from https://nodejs.org.",
	};
}

/** Runs a probe in a process of its own and gives what it found, or how the process ended. */
export function runProbe(
	name: ProbeName,
	script = join(import.meta.dirname, "probe-main.js"),
): ProbeResult {
	const { stdout, stderr, signal, status, error } = spawnSync(
		process.execPath,
		[script, name],
		{ encoding: "utf8", timeout: 60_000 },
	);
	const line = stdout?.split("\n").findLast((text) => text[0] === PROBE_MARK);
	if (line !== undefined) {
		return JSON.parse(line.slice(1)) as ProbeResult;
	}
	const last = stderr?.trim().split("\n").at(-1) ?? "";
	const end =
		error === undefined
			? `ended with ${signal ?? `exit code ${status}`}`
			: errorText(error);
	return {
		status: "fails",
		reason: `The probe ${end} before it gave an answer${last === "" ? "" : `: ${last}`}.`,
	};
}

async function mnist(): Promise<Finding> {
	return {
		part: "dataset mnist",
		required: true,
		result: await loadDataset({ name: "mnist", split: "test" }).then(
			({ version, sampleCount }) => ({
				status: "works",
				detail: `${version}, ${sampleCount} test images`,
			}),
			(error: unknown) => ({ status: "fails", reason: errorText(error) }),
		),
		wayOut: "Run `npm ci`.",
	};
}

function compiler(): Finding {
	const chosen = process.env.CC?.trim();
	return {
		part: "C compiler, to build the delegate plugins",
		required: false,
		result: firstProgram(chosen ? [chosen] : ["cc", "gcc", "clang"]),
		wayOut:
			"Debian: `apt-get install gcc libc6-dev`; macOS: `xcode-select --install`; or set CC.",
	};
}

function git(): Finding {
	return {
		part: "git, to note the commit of a run",
		required: false,
		result: firstProgram(["git"]),
		wayOut: "Debian: `apt-get install git`.",
	};
}

function chromium(): Finding {
	return {
		part: "Chromium, to test the report page",
		required: false,
		result: firstProgram(["chromium", "chromium-browser", "google-chrome"]),
		wayOut: "Debian: `apt-get install chromium`.",
	};
}

function firstProgram(commands: readonly string[]): ProbeResult {
	for (const command of commands) {
		const [program = command, ...words] = command.split(/\s+/);
		const { status, stdout } = spawnSync(program, [...words, "--version"], {
			encoding: "utf8",
			timeout: 20_000,
		});
		if (status === 0) {
			return { status: "works", detail: stdout.split("\n")[0]?.trim() ?? "" };
		}
	}
	return { status: "fails", reason: `Looked for ${commands.join(", ")}.` };
}
