import type { Build } from "../plan/artifact.ts";
import type { Cell } from "../plan/cell.ts";
import type { Side } from "../plan/confirmation.ts";
import type { PlannedLaunch } from "../plan/launches.ts";
import type { Outcome } from "../plan/outcome.ts";
import type { TuneAnswer } from "../worker/protocol.ts";

/** How far a run is: launches done of all, and the time that is left, once it can be told. */
export type Position = {
	readonly done: number;
	readonly total: number;
	readonly remainingMs: number | undefined;
	/** The launches that go on at this moment: at most one on each machine. */
	readonly running: readonly PlannedLaunch[];
};

/** A launch of a confirmation: which file of which cell, in which round, with how many cells still undecided. */
export type ConfirmationLaunch = {
	readonly cell: Cell;
	readonly side: Side;
	readonly round: number;
	readonly open: number;
};

/** What a run tells while it goes on. Of a machine nothing is told while a launch is measuring there. */
export type RunEvent =
	| {
			readonly kind: "training";
			readonly model: string;
			readonly done: number;
			readonly total: number;
	  }
	| { readonly kind: "built"; readonly cell: Cell; readonly build: Build }
	| {
			readonly kind: "launching";
			readonly launch: PlannedLaunch;
			readonly position: Position;
	  }
	| {
			readonly kind: "launched";
			readonly launch: PlannedLaunch;
			readonly outcome: Outcome;
			readonly position: Position;
	  }
	| { readonly kind: "remeasuring"; readonly launch: ConfirmationLaunch }
	| {
			readonly kind: "remeasured";
			readonly launch: ConfirmationLaunch;
			readonly outcome: Outcome;
	  }
	| {
			/** A device was throttled and is waited for until it is cooler. */
			readonly kind: "cooling";
			readonly device: string;
			readonly temperatureC: number | null;
			readonly belowC: number;
			readonly waitedMs: number;
			readonly atMostMs: number;
	  }
	| {
			/** A device stayed away: this many launches of its machine are left to a run that goes on with this one. */
			readonly kind: "lost";
			readonly device: string;
			readonly left: number;
	  }
	| {
			/** A device's governor was set, or why not, or why it was not set back. */
			readonly kind: "tuned";
			readonly device: string;
			readonly result: TuneAnswer;
	  };
