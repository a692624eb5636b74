import type { Comparison } from "../compare/comparison.ts";
import { type Confirmation, suspicionsOf } from "../compare/conclude.ts";
import { decideConfirmation, type Suspicion } from "../compare/confirmation.ts";
import { artifactPath } from "../history/artifacts.ts";
import { confirmationsOf, launchPairs } from "../history/confirmations.ts";
import type { ConfirmationEntry } from "../history/entry.ts";
import { appendEntry, readJournal } from "../history/journal.ts";
import { keptGraph } from "../models/variants/kept-artifact.ts";
import type { Artifact } from "../plan/artifact.ts";
import { type Cell, cellId } from "../plan/cell.ts";
import {
	type ConfirmationPair,
	confirmationPairs,
	type Decision,
	SIDES,
	type Side,
	standingOf,
} from "../plan/confirmation.ts";
import type { ReadyArtifact } from "../run/artifacts.ts";
import { confirmSuspects, type Suspect } from "../run/confirm.ts";
import type { RecordContext } from "../run/record-run.ts";
import type { Night } from "./night.ts";

/**
 * Measures both files of every suspicious cell of a comparison again until each suspicion is decided, and gives what came
 * of them. What an earlier, killed night measured of the same files counts. When it is interrupted, it gives those
 * suspicions that are decided until then.
 */
export async function confirmNight(
	{ suite, preset, place, history }: Night,
	comparison: Comparison,
	context: RecordContext,
): Promise<readonly Confirmation[]> {
	const suspicions = suspicionsOf(comparison);
	const files = await openFiles(suspicions, comparison, history);
	const suspicionsOn = (cell: Cell) =>
		suspicions.filter((each) => cellId(each.cell) === cellId(cell));
	const { entries } = await readJournal(place.journal);
	const done = [...confirmationsOf(entries)];
	try {
		await confirmSuspects(
			{
				suite,
				preset,
				suspects: suspectsOf(suspicions, files),
				before: [...done],
				decide: ({ cell }, pairs) => decideAll(suspicionsOn(cell), pairs),
			},
			{
				...context,
				append: (entry) => {
					appendEntry(place.journal, entry);
					done.push(entry);
				},
			},
		);
	} catch (error) {
		if (!context.signal.aborted) {
			throw error;
		}
	}
	return suspicions.flatMap(
		(suspicion) => confirmationOf(suspicion, files, done) ?? [],
	);
}

/** A cell is measured again as long as anything of it is undecided. */
function decideAll(
	suspicions: readonly Suspicion[],
	pairs: readonly ConfirmationPair[],
): Decision {
	const figures = launchPairs(pairs);
	return suspicions.some(
		(suspicion) => decideConfirmation(figures, suspicion) === "continue",
	)
		? "continue"
		: "refuted";
}

/** The files of a history by their sha256; undefined for one that it does not have any more. */
type Files = ReadonlyMap<string, ReadyArtifact | undefined>;

async function openFiles(
	suspicions: readonly Suspicion[],
	{ baseline, current }: Comparison,
	history: string,
): Promise<Files> {
	const artifacts = [...baseline, current].flatMap(({ cells }) =>
		cells.flatMap(({ artifact }) => artifact ?? []),
	);
	const wanted = new Set(
		suspicions.flatMap(({ sha256 }) => Object.values(sha256)),
	);
	const opened = await Promise.all(
		[...wanted].map(async (sha256) => {
			const artifact = artifacts.find((each) => each.sha256 === sha256);
			return [sha256, artifact && (await openKept(artifact, history))] as const;
		}),
	);
	return new Map(opened);
}

async function openKept(
	artifact: Artifact,
	history: string,
): Promise<ReadyArtifact | undefined> {
	const path = await artifactPath(history, artifact.sha256);
	return path === undefined
		? undefined
		: { artifact: { ...artifact, path }, graph: await keptGraph(path) };
}

/** One suspect for each suspicious cell whose files are all there, however much of it is suspicious. */
function suspectsOf(
	suspicions: readonly Suspicion[],
	files: Files,
): readonly Suspect[] {
	const suspects = new Map<string, Suspect>();
	for (const { cell, sha256 } of suspicions) {
		const [baseline, current] = SIDES.map((side) => files.get(sha256[side]));
		if (baseline !== undefined && current !== undefined) {
			const artifacts = { baseline, current };
			suspects.set(cellId(cell), { cell, sha256, artifacts });
		}
	}
	return [...suspects.values()];
}

const WHOSE: Readonly<Record<Side, string>> = {
	baseline: "the baseline's",
	current: "tonight's",
};

function confirmationOf(
	suspicion: Suspicion,
	files: Files,
	done: readonly ConfirmationEntry[],
): Confirmation | undefined {
	const missing = SIDES.find(
		(side) => files.get(suspicion.sha256[side]) === undefined,
	);
	if (missing !== undefined) {
		const reason = `${WHOSE[missing]} file is not kept in the history any more, or was damaged there`;
		return { suspicion, pairs: [], end: { status: "given-up", reason } };
	}
	const decide = (pairs: readonly ConfirmationPair[]): Decision =>
		decideConfirmation(launchPairs(pairs), suspicion);
	const end = standingOf(suspicion, done, decide);
	if (end.status === "continue") {
		return undefined;
	}
	const pairs = launchPairs(confirmationPairs(suspicion, done));
	return {
		suspicion,
		pairs,
		end:
			end.status === "given-up"
				? { status: "given-up", reason: end.reason }
				: { status: end.status },
	};
}
