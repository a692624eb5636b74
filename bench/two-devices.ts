import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { suiteBuilder } from "../cli/suite-builder.ts";
import type { Device } from "../devices/device.ts";
import { localDevice } from "../devices/local.ts";
import { runWorker } from "../devices/worker-process.ts";
import { formatDuration } from "../lib/duration.ts";
import { UserError } from "../lib/errors.ts";
import { wait } from "../lib/wait.ts";
import { idsOf, PRESETS, type Preset } from "../plan/axes.ts";
import { deviceProfileSchema } from "../plan/device-profile.ts";
import { parseSuite, type Suite } from "../plan/suite.ts";
import { recordRun } from "../run/record-run.ts";
import { median } from "../stats/order.ts";

/** How much longer a run on two devices may take than the slower of them alone. */
const TARGET = 1.15;

const DEVICES = ["core-0", "core-1"] as const;

type Options = { readonly rounds: string; readonly preset: string };

await new Command("two-devices")
	.description(
		"The wall time of a run on two devices, each pinned to a core of its own, against each of them alone.",
	)
	.option("--rounds <count>", "runs of each kind, alternating", "3")
	.option("--preset <preset>", idsOf(PRESETS).join(", "), "quick")
	.action(main)
	.parseAsync();

async function main({ rounds, preset }: Options): Promise<void> {
	const known = idsOf(PRESETS).find((id) => id === preset);
	if (known === undefined || availableParallelism() < DEVICES.length) {
		throw new UserError(
			`The bench needs one of the presets ${idsOf(PRESETS).join(", ")} and a machine of ${DEVICES.length} cores.`,
		);
	}
	// What is built once, is built before the clock runs.
	await timedRun([DEVICES[0]], "smoke");
	const ratios: number[] = [];
	for (let round = 1; round <= Math.max(1, Number(rounds)); round += 1) {
		const aloneMs = Math.max(
			await timedRun([DEVICES[0]], known),
			await timedRun([DEVICES[1]], known),
		);
		const togetherMs = await timedRun(DEVICES, known);
		ratios.push(togetherMs / aloneMs);
		console.log(
			`round ${round}: the slower one alone ${formatDuration(aloneMs)}, both ${formatDuration(togetherMs)}, ratio ${(togetherMs / aloneMs).toFixed(3)}`,
		);
	}
	const ratio = median(ratios);
	console.log(
		`median ratio ${ratio.toFixed(3)}, target at most ${TARGET}: ${ratio <= TARGET ? "met" : "MISSED"}`,
	);
	process.exitCode = ratio <= TARGET ? 0 : 1;
}

/** The wall time of a whole run on the devices, in milliseconds. */
async function timedRun(
	names: readonly string[],
	preset: Preset,
): Promise<number> {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-bench-"));
	const { signal } = new AbortController();
	const suite = suiteOn(names);
	try {
		const start = performance.now();
		await recordRun(
			{
				suite,
				preset,
				place: {
					directory,
					journal: join(directory, "journal.jsonl"),
					resumed: undefined,
				},
			},
			{
				build: suiteBuilder(suite, { onTraining: () => {}, signal }),
				devices: new Map(names.map((name) => [name, pinnedDevice(name)])),
				now: () => new Date(),
				wait,
				tune: false,
				tell: () => {},
				signal,
			},
		);
		return performance.now() - start;
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

function suiteOn(devices: readonly string[]): Suite {
	return parseSuite(
		{
			name: "two-devices",
			models: ["mnist-cnn"],
			variants: ["float32", "float16"],
			delegates: ["builtin"],
			devices: [...devices],
		},
		{ file: "two-devices", directory: "." },
	);
}

/** A device whose workers run on one core of this machine. */
function pinnedDevice(name: string): Device {
	const cpu = name.replace("core-", "");
	const pin = ["taskset", "-c", cpu];
	const local = localDevice();
	return {
		name,
		profile: deviceProfileSchema.parse({
			name,
			transport: { kind: "command", argv: [...pin, process.execPath] },
		}),
		argvOf: (program) => [...pin, ...local.argvOf(program)],
		run: (job, options) =>
			runWorker([...pin, ...local.argvOf("worker")], job, options),
	};
}
