import type { Entry } from "../history/entry.ts";
import { UserError } from "../lib/errors.ts";
import type { BuildResult } from "../models/variants/build.ts";
import type { Artifact, Build } from "../plan/artifact.ts";
import type { Variant } from "../plan/axes.ts";
import type { Cell } from "../plan/cell.ts";
import type { GraphInterface } from "../plan/graph-interface.ts";
import type { ModelRef } from "../plan/suite.ts";

/** A built variant and what its graph takes and gives. */
export type ReadyArtifact = {
	readonly artifact: Artifact;
	readonly graph: GraphInterface;
};

/** Builds a variant of a model, or finds it in the cache. Anything wrong with the model is a value, not an error. */
export type Builder = (
	model: ModelRef,
	variant: Variant,
) => Promise<BuildResult>;

/** The artifacts of a run, by model and variant. */
export type ArtifactShelf = ReadonlyMap<string, ReadyArtifact>;

/** The place of a cell's artifact on the shelf. */
export function shelfKey({
	model,
	variant,
}: Pick<Cell, "model" | "variant">): string {
	return `${model}/${variant}`;
}

/** A run that would go on with another file than it began with. */
export class ChangedFileError extends UserError {
	/** The model and the variant whose file it is. */
	readonly what: string;

	constructor(what: string, message: string) {
		super(message);
		this.what = what;
	}
}

/** What `buildArtifacts` works with. */
export type BuildPlan = {
	readonly models: readonly ModelRef[];
	readonly cells: readonly Cell[];
	/** The entries of the run so far: what they hold is not appended again. */
	readonly before: readonly Entry[];
	readonly build: Builder;
	readonly record: (cell: Cell, build: Build) => void;
};

/**
 * Builds each variant that a grid names, once. Throws a ChangedFileError when a resumed run would go on with another file than
 * it began with.
 */
export async function buildArtifacts({
	models,
	cells,
	before,
	build,
	record,
}: BuildPlan): Promise<ArtifactShelf> {
	const shelf = new Map<string, ReadyArtifact>();
	const firstCells = new Map(
		cells.toReversed().map((cell) => [shelfKey(cell), cell]),
	);
	for (const model of models) {
		for (const cell of [...firstCells.values()]
			.toReversed()
			.filter((cell) => cell.model === model.name)) {
			const result = await build(model, cell.variant);
			const known = recordedBuild(before, cell);
			if (known === undefined) {
				record(cell, result.build);
			} else {
				checkUnchanged(cell, known, result.build);
			}
			if (result.build.status === "built" && result.graph !== undefined) {
				shelf.set(shelfKey(cell), {
					artifact: result.build.artifact,
					graph: result.graph,
				});
			}
		}
	}
	return shelf;
}

function recordedBuild(
	before: readonly Entry[],
	cell: Cell,
): Build | undefined {
	const entry = before.findLast(
		(entry) => entry.kind === "artifact" && shelfKey(entry) === shelfKey(cell),
	);
	return entry?.kind === "artifact" ? entry.build : undefined;
}

function checkUnchanged(cell: Cell, known: Build, now: Build): void {
	const before =
		known.status === "built" ? known.artifact.sha256 : known.status;
	const after = now.status === "built" ? now.artifact.sha256 : now.status;
	if (before !== after) {
		throw new ChangedFileError(
			shelfKey(cell),
			`${shelfKey(cell)}: this run began with another file (${before.slice(0, 12)}, now ${after.slice(0, 12)}); its figures would not belong together. Begin a new run without --resume.`,
		);
	}
}
