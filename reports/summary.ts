import { type DeviceRecord, devicesOf } from "../history/devices.ts";
import type { Entry, RunEntry } from "../history/entry.ts";
import { isFinished, launchesByCell } from "../history/record.ts";
import { UserError } from "../lib/errors.ts";
import type { Build } from "../plan/artifact.ts";
import { PRESETS, type Variant } from "../plan/axes.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import { expandSuite, type PlannedCell, profilesOf } from "../plan/expand.ts";
import { parseSuite, type Suite } from "../plan/suite.ts";
import { type Comparison, compareAccuracy } from "./accuracy.ts";
import {
	type CellSummary,
	type GatheredCell,
	gatherCell,
	judgeCell,
} from "./cell-summary.ts";
import { deviceEvidence } from "./device-evidence.ts";
import type { Evidence } from "./evidence.ts";
import { formatCount } from "./format.ts";

/** Everything a report says of a run. */
export type RunSummary = {
	readonly run: RunEntry;
	readonly suite: Suite;
	/** The variant that the others are held against. */
	readonly reference: Variant;
	/** When the run was continued. */
	readonly resumedAt: readonly string[];
	/** When the run came to its end; undefined for one that did not. */
	readonly finishedAt: string | undefined;
	readonly elapsedMs: number | undefined;
	/** What a reader must know before the figures: an unfinished run, lines that were left out. */
	readonly notes: readonly string[];
	/** The devices that the journal tells of, by the names the suite gives them. */
	readonly devices: ReadonlyMap<string, DeviceRecord>;
	/** Every cell of the suite's grid, in its order. */
	readonly cells: readonly CellSummary[];
};

/**
 * Derives everything that reports say from the entries of a journal. The order of its launches decides nothing; of
 * a cell that was measured before and after a resume, all launches count. Throws a UserError when the entries do not
 * begin with a run, or when its suite is not one that this version reads.
 */
export function summarize(entries: readonly Entry[]): RunSummary {
	const run = entries[0];
	if (run?.kind !== "run") {
		throw new UserError(
			`The journal begins with ${run === undefined ? "nothing" : `an entry of kind "${run.kind}"`}; expected one of kind "run". Give the journal of a run from its first line.`,
		);
	}
	const suite = parseSuite(run.suite, {
		file: `the journal of run ${run.id}`,
		directory: "/",
	});
	const finished = entries.findLast((entry) => entry.kind === "finished");
	const resumed = entries.filter((entry) => entry.kind === "resumed");
	const ended = isFinished(entries);
	const devices = devicesOf(entries);
	const cells = summarizeCells(entries, { suite, run, devices });
	return {
		run,
		suite,
		reference: referenceOf(suite),
		resumedAt: resumed.map(({ at }) => at),
		finishedAt: ended ? finished?.at : undefined,
		elapsedMs: ended ? finished?.elapsedMs : undefined,
		notes: notesOf({ entries, cells, ended, dataset: suite.dataset }),
		devices,
		cells,
	};
}

/** The variant that the others of a suite are held against: the declared one, else float32, as-is or the first. */
export function referenceOf({ reference, variants }: Suite): Variant {
	const candidates: readonly Variant[] =
		reference === undefined ? ["float32", "as-is"] : [reference];
	return (
		candidates.find((variant) => variants.includes(variant)) ??
		(variants[0] as Variant)
	);
}

function summarizeCells(
	entries: readonly Entry[],
	{ suite, run, devices }: Pick<RunSummary, "suite" | "run" | "devices">,
): readonly CellSummary[] {
	const builds = buildsByFile(entries);
	const planned = expandSuite(suite, profilesOf(devices));
	const gathered = gatherCells(planned, entries);
	const ofRun = {
		preset: PRESETS[run.preset],
		fullDelegationAsked: suite.requireFullDelegation === true,
		mostSamples: [...gathered.values()].reduce(
			(most, { accuracy }) => Math.max(most, accuracy?.samples ?? 0),
			0,
		),
	};
	return planned.map((plan) => {
		const { cell } = plan;
		const ofCell = builds.get(fileKey(cell)) ?? [];
		const files = artifactEvidence(ofCell);
		const evidence: Evidence = {
			...ofRun,
			...(gathered.get(cellId(cell)) as GatheredCell),
			...files,
			...deviceEvidence(devices.get(cell.device)),
			accuracyAsked:
				suite.dataset !== undefined && files.artifact?.weights !== "random",
			cell,
		};
		const comparison = comparisonOf(plan, suite, gathered);
		return judgeCell({
			planned: plan,
			build: ofCell.at(-1),
			evidence,
			comparison,
		});
	});
}

function buildsByFile(
	entries: readonly Entry[],
): ReadonlyMap<string, readonly Build[]> {
	const builds = new Map<string, Build[]>();
	for (const entry of entries) {
		if (entry.kind === "artifact") {
			const ofFile = builds.get(fileKey(entry)) ?? [];
			ofFile.push(entry.build);
			builds.set(fileKey(entry), ofFile);
		}
	}
	return builds;
}

function fileKey({ model, variant }: Pick<Cell, "model" | "variant">): string {
	return JSON.stringify([model, variant]);
}

function gatherCells(
	planned: readonly PlannedCell[],
	entries: readonly Entry[],
): ReadonlyMap<string, GatheredCell> {
	const launches = launchesByCell(entries);
	return new Map(
		planned.map(({ cell }) => {
			const id = cellId(cell);
			return [id, gatherCell(launches.get(id) ?? [])];
		}),
	);
}

function artifactEvidence(
	builds: readonly Build[],
): Pick<Evidence, "artifact" | "artifactVersions"> {
	const built = builds.flatMap((build) =>
		build.status === "built" ? build.artifact : [],
	);
	const last = builds.at(-1);
	return {
		artifact: last?.status === "built" ? last.artifact : undefined,
		artifactVersions: new Set(built.map(({ sha256 }) => sha256)).size,
	};
}

function comparisonOf(
	{ cell }: PlannedCell,
	suite: Suite,
	gathered: ReadonlyMap<string, GatheredCell>,
): Comparison | undefined {
	const referenceId = cellId({ ...cell, variant: referenceOf(suite) });
	const reference = gathered.get(referenceId)?.accuracy;
	const variant = gathered.get(cellId(cell))?.accuracy;
	if (
		referenceId === cellId(cell) ||
		reference === undefined ||
		variant === undefined
	) {
		return undefined;
	}
	return compareAccuracy({ id: referenceId, accuracy: reference }, variant);
}

type Noted = {
	readonly entries: readonly Entry[];
	readonly cells: readonly CellSummary[];
	readonly ended: boolean;
	readonly dataset: Suite["dataset"];
};

function notesOf({ entries, cells, ended, dataset }: Noted): readonly string[] {
	const ids = new Set(cells.map(({ id }) => id));
	const foreign = entries.filter(
		(entry) => entry.kind === "launch" && !ids.has(cellId(entry.cell)),
	).length;
	const torn = entries.reduce(
		(sum, entry) => sum + (entry.kind === "resumed" ? entry.tornBytes : 0),
		0,
	);
	const thrownAway = cells.reduce((sum, cell) => sum + cell.thrownAway, 0);
	const unfinished =
		"This run is unfinished: its journal has no end. Continue it with --resume.";
	const random = new Set(
		cells
			.filter(({ artifact }) => artifact?.weights === "random")
			.map(({ cell }) => cell.model),
	);
	return [
		...(ended ? [] : [unfinished]),
		...limitNotes(dataset, cells),
		...(random.size > 0
			? [
					`The weights of ${[...random].join(", ")} are random: latency and size do not depend on them, accuracy would mean nothing and is left out.`,
				]
			: []),
		...(thrownAway > 0
			? [
					`Throttled launches that were thrown away and measured again after a cool-down: ${thrownAway}.`,
				]
			: []),
		...(foreign > 0
			? [`Launches of cells outside the suite's grid are left out: ${foreign}.`]
			: []),
		...(torn > 0
			? [
					`A kill tore ${torn} bytes off the journal's end; that launch was measured again.`,
				]
			: []),
	];
}

/** Says that accuracy is that of a part of the dataset, where the suite's limit had an effect. */
function limitNotes(
	dataset: Suite["dataset"],
	cells: readonly CellSummary[],
): readonly string[] {
	const samples = dataset?.samples;
	return samples !== undefined &&
		cells.some(({ accuracy }) => accuracy?.samples === samples)
		? [
				`The suite limits the accuracy passes to ${formatCount(samples)} samples of the dataset, spread evenly over it.`,
			]
		: [];
}
