import { type Device, deviceOf } from "../devices/device.ts";
import { machinesOf } from "../devices/machines.ts";
import { devicesOf } from "../history/devices.ts";
import type { Entry } from "../history/entry.ts";
import type { Build } from "../plan/artifact.ts";
import { PRESETS, type Preset } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import { expandSuite, profilesOf } from "../plan/expand.ts";
import { type PlannedLaunch, planLaunches } from "../plan/launches.ts";
import type { Outcome } from "../plan/outcome.ts";
import type { Suite } from "../plan/suite.ts";
import {
	type ArtifactShelf,
	type Builder,
	buildArtifacts,
	shelfKey,
} from "./artifacts.ts";
import { jobFor } from "./job.ts";
import { type Lane, laneOf, runLanes } from "./lane.ts";
import type { RunEvent } from "./progress.ts";

/** Everything a run touches. */
export type RunContext = {
	readonly append: (entry: Entry) => void;
	readonly build: Builder;
	/** Every device of the suite, by name. */
	readonly devices: ReadonlyMap<string, Device>;
	readonly now: () => Date;
	/** Resolves after a time; rejects with the signal's reason when it is interrupted. */
	readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
	readonly tell: (event: RunEvent) => void;
	readonly signal: AbortSignal;
};

/** What is run: a suite, how much of it is measured, and what an earlier, killed run of it has done already. */
export type RunRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly before: readonly Entry[];
};

/**
 * Runs a suite: builds every variant, then does the launches that are not done yet, appending an entry after each. The
 * launches of different machines go on at the same time, those of one machine one after another.
 * A run that a device went away from is not finished: what is left is done when it goes on.
 * Rejects with the signal's reason when it is interrupted; a cell that fails is an entry, not an error.
 */
export async function runSuite(
	{ suite, preset, before }: RunRequest,
	context: RunContext,
): Promise<void> {
	const { append, now, devices } = context;
	const cells = expandSuite(suite, profilesOf(devices)).flatMap(
		({ cell, unsupported }) => (unsupported === undefined ? [cell] : []),
	);
	const artifacts = await buildArtifacts({
		models: suite.models,
		cells,
		before,
		build: context.build,
		record: (cell, build) => recordBuild(cell, build, context),
	});
	const request = { suite, preset, before, cells, artifacts };
	const start = now().getTime();
	const lanes = machinesOf(suite.devices, devices).map((machine) =>
		laneOfMachine(machine, request, devices),
	);
	await runLanes({
		...context,
		lanes,
		launch: (launch, signal) => runLaunch(launch, request, { devices, signal }),
	});
	if (lanes.every(({ gone }) => !gone)) {
		append({
			kind: "finished",
			at: now().toISOString(),
			elapsedMs: now().getTime() - start,
		});
	}
}

function recordBuild(
	cell: Cell,
	build: Build,
	{ append, now, tell }: RunContext,
): void {
	append({
		kind: "artifact",
		at: now().toISOString(),
		model: cell.model,
		variant: cell.variant,
		build,
	});
	tell({ kind: "built", cell, build });
}

type Devices = RunContext["devices"];

type LaunchRequest = RunRequest & {
	/** The cells that can be measured, as far as their profiles tell. */
	readonly cells: readonly Cell[];
	readonly artifacts: ArtifactShelf;
};

/** The launches of the cells that have an artifact and a device that was reached. */
function laneOfMachine(
	machine: ReadonlySet<string>,
	{ suite, preset, before, cells, artifacts }: LaunchRequest,
	devices: Devices,
): Lane {
	const told = devicesOf(before);
	const ready = cells.filter(
		(cell) =>
			machine.has(cell.device) &&
			artifacts.has(shelfKey(cell)) &&
			told.get(cell.device)?.unreachable === undefined,
	);
	const plan = planLaunches({
		cells: ready,
		launches: PRESETS[preset].launches,
		accuracyCells: ready.filter(
			(cell) =>
				suite.dataset !== undefined &&
				artifacts.get(shelfKey(cell))?.artifact.weights !== "random",
		),
		seed: suite.seed,
	});
	const done = before
		.filter((entry) => entry.kind === "launch")
		.filter(({ cell }) => machine.has(cell.device));
	return laneOf(plan, done, devices);
}

async function runLaunch(
	launch: PlannedLaunch,
	{ suite, preset, artifacts }: LaunchRequest,
	{ devices, signal }: Pick<RunContext, "devices" | "signal">,
): Promise<Outcome> {
	const ready = artifacts.get(shelfKey(launch.cell));
	if (ready === undefined) {
		throw new Error(`no artifact for ${shelfKey(launch.cell)}`);
	}
	const device = deviceOf(devices, launch.cell.device);
	const { root } = device.profile;
	return device.run(jobFor({ suite, preset, launch, root, ...ready }), {
		timeoutMs: suite.timeoutMs,
		signal,
	});
}
