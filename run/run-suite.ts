import { type Device, deviceOf } from "../devices/device.ts";
import { devicesOf } from "../history/devices.ts";
import type { Entry } from "../history/entry.ts";
import { PRESETS, type Preset } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import { machineOf } from "../plan/device-profile.ts";
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
import { type Lane, laneOf, runLane } from "./lane.ts";
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
 * Rejects with the signal's reason when it is interrupted; a cell that fails is an entry, not an error.
 */
export async function runSuite(
	{ suite, preset, before }: RunRequest,
	context: RunContext,
): Promise<void> {
	const { append, build, now, tell } = context;
	const reached = devicesOf(before);
	const cells = expandSuite(suite, profilesOf(context.devices)).flatMap(
		({ cell, unsupported }) => (unsupported === undefined ? [cell] : []),
	);
	const artifacts = await buildArtifacts({
		models: suite.models,
		cells,
		before,
		build,
		record: (cell, build) => {
			append({
				kind: "artifact",
				at: now().toISOString(),
				model: cell.model,
				variant: cell.variant,
				build,
			});
			tell({ kind: "built", cell, build });
		},
	});
	const built = cells.filter(
		(cell) =>
			artifacts.has(shelfKey(cell)) &&
			reached.get(cell.device)?.unreachable === undefined,
	);
	const lanes = machinesOf(suite, context.devices).map((machine) => {
		const ofMachine = ({ device }: Cell) => machine.has(device);
		const cells = built.filter(ofMachine);
		const plan = planLaunches({
			cells,
			launches: PRESETS[preset].launches,
			accuracyCells: cells.filter(
				(cell) =>
					suite.dataset !== undefined &&
					artifacts.get(shelfKey(cell))?.artifact.weights !== "random",
			),
			seed: suite.seed,
		});
		const done = before.filter((entry) => entry.kind === "launch");
		return laneOf(
			plan,
			done.filter(({ cell }) => ofMachine(cell)),
			context.devices,
		);
	});
	const start = now().getTime();
	await runLanes(lanes, { suite, preset, artifacts }, context);
	append({
		kind: "finished",
		at: now().toISOString(),
		elapsedMs: now().getTime() - start,
	});
}

/** The names of a suite's devices, those that share a machine together. */
function machinesOf(
	{ devices: names }: Suite,
	devices: RunContext["devices"],
): readonly ReadonlySet<string>[] {
	const machines = new Map<string, Set<string>>();
	for (const name of names) {
		const machine = machineOf(deviceOf(devices, name).profile);
		machines.set(machine, (machines.get(machine) ?? new Set()).add(name));
	}
	return [...machines.values()];
}

type LaunchRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly artifacts: ArtifactShelf;
};

/** Runs all lanes at the same time. The first that rejects interrupts the others, and is what this rejects with. */
async function runLanes(
	lanes: readonly Lane[],
	request: LaunchRequest,
	context: RunContext,
): Promise<void> {
	const failure = new AbortController();
	const signal = AbortSignal.any([context.signal, failure.signal]);
	const all = lanes.map((lane) =>
		runLane(lane, {
			...context,
			signal,
			lanes,
			launch: (launch) => runLaunch(launch, request, { ...context, signal }),
		}),
	);
	try {
		await Promise.all(all);
	} catch (error) {
		failure.abort(error);
		await Promise.allSettled(all);
		throw error;
	}
}

async function runLaunch(
	launch: PlannedLaunch,
	request: LaunchRequest,
	{ devices, signal }: RunContext,
): Promise<Outcome> {
	const ready = request.artifacts.get(shelfKey(launch.cell));
	if (ready === undefined) {
		throw new Error(`no artifact for ${shelfKey(launch.cell)}`);
	}
	const device = deviceOf(devices, launch.cell.device);
	const { root } = device.profile;
	return device.run(jobFor({ ...request, launch, root, ...ready }), {
		timeoutMs: request.suite.timeoutMs,
		signal,
	});
}
