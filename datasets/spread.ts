import { UserError } from "../lib/errors.ts";

/**
 * So many items of a list, spread evenly over it in its order; all of them where `samples` is absent or no fewer. Throws a
 * `UserError` that names the dataset where `samples` is no whole number from 1 on.
 */
export function spread<Item>(
	items: readonly Item[],
	{ dataset, samples }: { dataset: string; samples: number | undefined },
): readonly Item[] {
	if (samples === undefined) {
		return items;
	}
	if (!Number.isInteger(samples) || samples < 1) {
		throw new UserError(
			`The dataset ${dataset} cannot take ${samples} samples: a whole number from 1 on was expected.`,
		);
	}
	return samples >= items.length
		? items
		: Array.from(
				{ length: samples },
				(_, i) => items[Math.floor((i * items.length) / samples)] as Item,
			);
}
