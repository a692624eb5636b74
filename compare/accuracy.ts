import type { RecordedAccuracy } from "../history/recorded-run.ts";
import { mcnemarExact } from "../stats/mcnemar.ts";
import { changeOf } from "./change.ts";
import type { Change } from "./comparison.ts";
import type { Both } from "./exact.ts";
import { RULES } from "./rules.ts";

/** How many samples only one side got right. */
type Split = { readonly lost: number; readonly won: number };

/** Where accuracy shifted, if it did: over all samples, or over those of one class. */
type Shift = {
	readonly verdict: "same" | "more-accurate" | "less-accurate";
	readonly chance: number;
	readonly reason: string;
};

/**
 * Compares accuracy on the same samples: McNemar's exact test over all of them, and over each class alone, its chance
 * times the number of classes (Bonferroni), since a class that is lost can hide behind others that win. Undefined where
 * a side has no accuracy.
 */
export function compareAccuracy(id: string, sides: Both): Change | undefined {
	const before = sides.before.cell.accuracy;
	const after = sides.after.cell.accuracy;
	if (before === undefined || after === undefined) {
		return undefined;
	}
	const claim = { cell: id, metric: "accuracy" } as const;
	if (
		before.datasetSha256 !== after.datasetSha256 ||
		before.labelRanks.length !== after.labelRanks.length
	) {
		const reason = "The datasets of the two runs are not the same.";
		return changeOf({ ...claim, verdict: "not-comparable", reason });
	}
	const [baseline, current] = [share(before), share(after)];
	const { verdict, reason, chance } = shiftOf(before, after);
	return changeOf(
		{ ...claim, verdict, reason },
		{ baseline, current, effect: current - baseline, pValue: chance },
	);
}

function share({ labelRanks }: RecordedAccuracy): number {
	const right = labelRanks.filter((rank) => rank === 0).length;
	return labelRanks.length === 0 ? 0 : right / labelRanks.length;
}

function shiftOf(before: RecordedAccuracy, after: RecordedAccuracy): Shift {
	const classes = splitByClass(before, after);
	const splits = [...classes.values()];
	const all = {
		lost: splits.reduce((sum, { lost }) => sum + lost, 0),
		won: splits.reduce((sum, { won }) => sum + won, 0),
	};
	const chance = mcnemarExact(all.lost, all.won);
	const split = `${all.lost} samples only the baseline got right, ${all.won} only this run`;
	if (chance <= RULES.accuracy.chance) {
		return { verdict: verdictOf(all), chance, reason: `${split}.` };
	}
	for (const worst of clearest(classes)) {
		return {
			verdict: verdictOf(worst),
			chance: worst.chance,
			reason: `Class ${worst.class} shifted: ${worst.lost} of its samples only the baseline got right, ${worst.won} only this run.`,
		};
	}
	return { verdict: "same", chance, reason: `${split}: within chance.` };
}

/** The shifted classes: a loss before a win, the clearest first. */
function clearest(classes: ReadonlyMap<number, Split>) {
	return [...classes]
		.map(([label, split]) => ({
			class: label,
			...split,
			chance: Math.min(1, classes.size * mcnemarExact(split.lost, split.won)),
		}))
		.filter(({ chance }) => chance <= RULES.accuracy.chance)
		.sort(
			(a, b) =>
				Number(b.lost > b.won) - Number(a.lost > a.won) || a.chance - b.chance,
		);
}

function verdictOf({ lost, won }: Split): "more-accurate" | "less-accurate" {
	return lost > won ? "less-accurate" : "more-accurate";
}

/** Where one side alone is right, its prediction is the class of the sample. */
function splitByClass(
	before: RecordedAccuracy,
	after: RecordedAccuracy,
): ReadonlyMap<number, Split> {
	const classes = new Map<number, Split>();
	before.labelRanks.forEach((rank, index) => {
		const wasRight = rank === 0;
		const isRight = after.labelRanks[index] === 0;
		const label = (wasRight ? before : after).predictions[index];
		if (label !== undefined && (wasRight || isRight)) {
			const { lost, won } = classes.get(label) ?? { lost: 0, won: 0 };
			classes.set(label, {
				lost: lost + Number(wasRight && !isRight),
				won: won + Number(isRight && !wasRight),
			});
		}
	});
	return classes;
}
