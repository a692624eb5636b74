import { type Device, deviceOf } from "../devices/device.ts";
import { devicesOf } from "../history/devices.ts";
import type { Entry } from "../history/entry.ts";
import { PRESETS, type Preset } from "../plan/axes.ts";
import { expandSuite, profilesOf } from "../plan/expand.ts";
import { type DoneLaunch, launchesToDo } from "../plan/launch-state.ts";
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
import type { RunEvent } from "./progress.ts";
import { RemainingTime } from "./remaining-time.ts";

/** Everything a run touches. */
export type RunContext = {
	readonly append: (entry: Entry) => void;
	readonly build: Builder;
	/** Every device of the suite, by name. */
	readonly devices: ReadonlyMap<string, Device>;
	readonly now: () => Date;
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
 * Runs a suite: builds every variant, then does the launches that are not done yet, appending an entry after each.
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
	const plan = planLaunches({
		cells: built,
		launches: PRESETS[preset].launches,
		accuracyCells: built.filter(
			(cell) =>
				suite.dataset !== undefined &&
				artifacts.get(shelfKey(cell))?.artifact.weights !== "random",
		),
		seed: suite.seed,
	});
	await launchAll(
		{
			suite,
			preset,
			plan,
			artifacts,
			done: before.filter((entry) => entry.kind === "launch"),
		},
		context,
	);
}

type LaunchRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly plan: readonly PlannedLaunch[];
	readonly artifacts: ArtifactShelf;
	readonly done: readonly DoneLaunch[];
};

async function launchAll(
	request: LaunchRequest,
	context: RunContext,
): Promise<void> {
	const { append, now, tell, signal } = context;
	const done = [...request.done];
	const time = new RemainingTime();
	const start = now().getTime();
	for (;;) {
		signal.throwIfAborted();
		const todo = launchesToDo(request.plan, done);
		const [launch] = todo;
		const position = {
			done: done.length,
			total: done.length + todo.length,
			remainingMs: time.of(todo),
		};
		if (launch === undefined) {
			append({
				kind: "finished",
				at: now().toISOString(),
				elapsedMs: now().getTime() - start,
			});
			return;
		}
		tell({ kind: "launching", launch, position });
		const launchStart = now().getTime();
		const outcome = await runLaunch(launch, request, context);
		time.add(launch.task, now().getTime() - launchStart);
		const { cell, task, round } = launch;
		append({
			kind: "launch",
			at: now().toISOString(),
			cell,
			task,
			round,
			outcome,
		});
		done.push({ ...launch, outcome });
		tell({
			kind: "launched",
			launch,
			outcome,
			position: { ...position, done: done.length },
		});
	}
}

async function runLaunch(
	launch: PlannedLaunch,
	request: LaunchRequest,
	context: RunContext,
): Promise<Outcome> {
	const ready = request.artifacts.get(shelfKey(launch.cell));
	if (ready === undefined) {
		throw new Error(`no artifact for ${shelfKey(launch.cell)}`);
	}
	const job = jobFor({ ...request, launch, ...ready });
	return deviceOf(context.devices, launch.cell.device).run(job, {
		timeoutMs: request.suite.timeoutMs,
		signal: context.signal,
	});
}
