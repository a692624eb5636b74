import type { Model } from "../tflite/types.ts";
import { type PassContext, type PassedVariant, RECIPES } from "./recipes.ts";
import { verifyModel } from "./verify/verify.ts";

/**
 * Makes a variant of a model by its recipe; a model that it leaves as it is comes back as the same object. Throws a
 * Refusal with the reason where there can be no right file of the variant, and an Error when a pass broke a rule of
 * quantized models: no file is better than a wrong one.
 */
export function makeVariant(
	model: Model,
	variant: PassedVariant,
	context: PassContext,
): Model {
	const made = RECIPES[variant].reduce(
		(current, pass) => pass(current, context),
		model,
	);
	if (made !== model) {
		// An operator that is too new for the native runtime was so in the source, and other runtimes may have it.
		const [broken] = verifyModel(made).filter(
			({ rule }) => rule !== "accepted-version",
		);
		if (broken !== undefined) {
			throw new Error(
				`${variant} breaks the rule ${broken.rule} at ${broken.operator}${broken.tensor === null ? "" : `, "${broken.tensor}"`}: found ${broken.found}, expected ${broken.expected}`,
			);
		}
	}
	return made;
}
