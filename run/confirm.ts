import { type Device, deviceOf } from "../devices/device.ts";
import { machinesOf } from "../devices/machines.ts";
import type { ConfirmationEntry } from "../history/entry.ts";
import { permutation, type Random, seededRandom } from "../lib/random.ts";
import { together } from "../lib/together.ts";
import type { Preset } from "../plan/axes.ts";
import {
	type ConfirmationPair,
	type Decision,
	type FilePair,
	launchesOf,
	SIDES,
	type Side,
	standingOf,
} from "../plan/confirmation.ts";
import type { Suite } from "../plan/suite.ts";
import { isThrottled } from "../plan/throttled.ts";
import type { ReadyArtifact } from "./artifacts.ts";
import { type CoolDownContext, coolDown } from "./cool-down.ts";
import { jobFor } from "./job.ts";

/** A cell to be measured again, with the files of both sides. */
export type Suspect = FilePair & {
	readonly artifacts: Readonly<Record<Side, ReadyArtifact>>;
};

/** What is to be confirmed, how, and what was done of it before. */
export type ConfirmRequest = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly suspects: readonly Suspect[];
	readonly before: readonly ConfirmationEntry[];
	/** What the pairs of a cell say so far; must come to an end as pairs are added. */
	readonly decide: (
		suspect: Suspect,
		pairs: readonly ConfirmationPair[],
	) => Decision;
};

/** What confirming touches. */
export type ConfirmContext = {
	readonly append: (entry: ConfirmationEntry) => void;
	/** Every device of the suspects, by name. */
	readonly devices: ReadonlyMap<string, Device>;
} & CoolDownContext;

/**
 * Measures both files of every suspicious cell again, tonight, on the same device, until each is decided or given up.
 * A round holds each open cell once, in a random order, and of each cell both sides one right after the other, in a
 * random order too: what disturbs the machine meets both alike. Machines are measured at the same time. Rejects with the
 * signal's reason when it is interrupted; what was measured until then is appended and is not measured again.
 */
export async function confirmSuspects(
	request: ConfirmRequest,
	context: ConfirmContext,
): Promise<void> {
	const names = request.suspects.map(({ cell }) => cell.device);
	await together(
		machinesOf(names, context.devices).map((machine) => (signal) => {
			const suspects = request.suspects.filter(({ cell }) =>
				machine.has(cell.device),
			);
			return confirmOn({ ...request, suspects }, { ...context, signal });
		}),
		context.signal,
	);
}

/** Decides the suspects of one machine, whose launches come one after another. */
async function confirmOn(
	request: ConfirmRequest,
	context: ConfirmContext,
): Promise<void> {
	const done = [...request.before];
	const random = seededRandom(request.suite.seed);
	for (let round = 0; ; round += 1) {
		const open = request.suspects.filter(
			(suspect) =>
				standingOf(suspect, done, (pairs) => request.decide(suspect, pairs))
					.status === "continue",
		);
		if (open.length === 0) {
			return;
		}
		for (const { suspect, side } of roundOf(open, random)) {
			if (!isDone(suspect, { side, round }, done)) {
				context.signal.throwIfAborted();
				const launch = { suspect, side, round, open: open.length };
				done.push(await remeasure(launch, request, context));
			}
		}
	}
}

function roundOf(
	open: readonly Suspect[],
	random: Random,
): readonly { readonly suspect: Suspect; readonly side: Side }[] {
	return shuffled(open, random).flatMap((suspect) =>
		shuffled(SIDES, random).map((side) => ({ suspect, side })),
	);
}

function shuffled<Item>(
	items: readonly Item[],
	random: Random,
): readonly Item[] {
	return [...permutation(items.length, random)].map(
		(index) => items[index] as Item,
	);
}

function isDone(
	suspect: Suspect,
	{ side, round }: { readonly side: Side; readonly round: number },
	done: readonly ConfirmationEntry[],
): boolean {
	return launchesOf(suspect, done).some(
		(launch) => launch.side === side && launch.round === round,
	);
}

type Remeasurement = {
	readonly suspect: Suspect;
	readonly side: Side;
	readonly round: number;
	readonly open: number;
};

async function remeasure(
	{ suspect, side, round, open }: Remeasurement,
	{ suite, preset }: ConfirmRequest,
	context: ConfirmContext,
): Promise<ConfirmationEntry> {
	const { append, devices, now, tell, signal } = context;
	const { cell, sha256, artifacts } = suspect;
	const launch = { cell, side, round, open };
	const device = deviceOf(devices, cell.device);
	const job = jobFor({
		suite,
		preset,
		root: device.profile.root,
		launch: { cell, task: "latency", round },
		...artifacts[side],
	});
	tell({ kind: "remeasuring", launch });
	const { timeoutMs } = suite;
	const outcome = await device.run(job, { timeoutMs, signal });
	const entry = {
		kind: "confirmation",
		at: now().toISOString(),
		cell,
		sha256,
		side,
		round,
		outcome,
	} as const;
	append(entry);
	tell({ kind: "remeasured", launch, outcome });
	if (isThrottled(outcome)) {
		await coolDown(device, context);
	}
	return entry;
}
