import { type Device, deviceOf } from "../devices/device.ts";
import type { Entry } from "../history/entry.ts";
import { together } from "../lib/together.ts";
import {
	type DoneLaunch,
	launchesToDo,
	nextAttempt,
} from "../plan/launch-state.ts";
import type { PlannedLaunch } from "../plan/launches.ts";
import { isLost } from "../plan/lost.ts";
import type { Outcome } from "../plan/outcome.ts";
import { isThrottled } from "../plan/throttled.ts";
import { type CoolDownContext, coolDown } from "./cool-down.ts";
import type { Position } from "./progress.ts";
import { RemainingTime } from "./remaining-time.ts";

type Devices = ReadonlyMap<string, Device>;

/** The launches of one machine, which come one after another, and how far they are. */
export type Lane = {
	readonly plan: readonly PlannedLaunch[];
	/** Every launch that is done, those of an earlier, killed run too. */
	readonly done: DoneLaunch[];
	readonly time: RemainingTime;
	todo: readonly PlannedLaunch[];
	running: PlannedLaunch | undefined;
	/** Whether a device of it went away: what is to do stays open then. */
	gone: boolean;
};

/** A lane at its start, with what is done of it already. */
export function laneOf(
	plan: readonly PlannedLaunch[],
	done: readonly DoneLaunch[],
	devices: Devices,
): Lane {
	const lane: Lane = {
		plan,
		done: [...done],
		time: new RemainingTime(),
		todo: [],
		running: undefined,
		gone: false,
	};
	findToDo(lane, devices);
	return lane;
}

/** What the launches of a lane touch. */
export type LaneContext = CoolDownContext & {
	readonly append: (entry: Entry) => void;
	/** Every device of the suite, by name. */
	readonly devices: Devices;
	/** Every lane of the run, for the position that is told. */
	readonly lanes: readonly Lane[];
	readonly launch: (
		launch: PlannedLaunch,
		signal: AbortSignal,
	) => Promise<Outcome>;
};

/** Runs all lanes at the same time. The first that rejects interrupts the others, and is what this rejects with. */
export async function runLanes(context: LaneContext): Promise<void> {
	await together(
		context.lanes.map(
			(lane) => (signal) => runLane(lane, { ...context, signal }),
		),
		context.signal,
	);
}

/**
 * Does the launches of one machine that are not done yet, appending an entry after each. After a launch that was
 * throttled the device cools down; after one whose device stayed away, the others stay to do. Rejects with the signal's
 * reason when it is interrupted.
 */
async function runLane(lane: Lane, context: LaneContext): Promise<void> {
	let hotDevice: string | undefined;
	for (;;) {
		context.signal.throwIfAborted();
		const [launch] = lane.todo;
		if (launch === undefined) {
			return;
		}
		if (hotDevice !== undefined) {
			await coolDown(deviceOf(context.devices, hotDevice), context);
		}
		const outcome = await doLaunch(launch, lane, context);
		if (isLost(outcome)) {
			lane.gone = true;
			const { device } = launch.cell;
			context.tell({ kind: "lost", device, left: lane.todo.length });
			return;
		}
		hotDevice = isThrottled(outcome) ? launch.cell.device : undefined;
	}
}

async function doLaunch(
	launch: PlannedLaunch,
	lane: Lane,
	context: LaneContext,
): Promise<Outcome> {
	const { append, now, tell } = context;
	const attempt = nextAttempt(launch, lane.done);
	lane.running = launch;
	tell({ kind: "launching", launch, position: positionOf(context) });
	const start = now().getTime();
	try {
		const outcome = await context.launch(launch, context.signal);
		lane.time.add(launch.task, now().getTime() - start);
		append({
			kind: "launch",
			at: now().toISOString(),
			...launch,
			...(attempt > 1 && { attempt }),
			outcome,
		});
		lane.done.push({ ...launch, outcome });
		findToDo(lane, context.devices);
		lane.running = undefined;
		tell({ kind: "launched", launch, outcome, position: positionOf(context) });
		return outcome;
	} finally {
		lane.running = undefined;
	}
}

function findToDo(lane: Lane, devices: Devices): void {
	lane.todo = launchesToDo(
		lane.plan,
		lane.done,
		(name) => deviceOf(devices, name).profile.coolDown.retries,
	);
}

function positionOf({ lanes }: LaneContext): Position {
	const done = lanes.reduce((sum, lane) => sum + lane.done.length, 0);
	const timesMs = lanes
		.filter(({ todo, gone }) => todo.length > 0 && !gone)
		.map(({ time, todo }) => time.of(todo));
	return {
		done,
		total: lanes.reduce((sum, { todo }) => sum + todo.length, done),
		remainingMs: slowest(timesMs),
		running: lanes.flatMap(({ running }) => running ?? []),
	};
}

// As long as one machine has measured nothing, nobody can tell.
function slowest(timesMs: readonly (number | undefined)[]): number | undefined {
	const known = timesMs.filter((ms) => ms !== undefined);
	return known.length < timesMs.length ? undefined : Math.max(0, ...known);
}
