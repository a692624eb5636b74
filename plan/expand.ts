import { type Delegate, VARIANTS, type Variant } from "./axes.ts";
import type { Cell } from "./cell.ts";
import type { ModelRef, Suite } from "./suite.ts";

/** A cell of a suite's grid, with the reason why it cannot be measured, where that is known before trying. */
export type PlannedCell = {
	readonly cell: Cell;
	readonly unsupported: string | undefined;
};

/** Every cell of a suite, in the order of its axes: models, variants, delegates, threads, devices. */
export function expandSuite(suite: Suite): readonly PlannedCell[] {
	return suite.models.flatMap((model) =>
		suite.variants.flatMap((variant) =>
			suite.delegates.flatMap((delegate) =>
				cellsOf({ suite, model, variant, delegate }),
			),
		),
	);
}

type Branch = {
	readonly suite: Suite;
	readonly model: ModelRef;
	readonly variant: Variant;
	readonly delegate: Delegate;
};

function cellsOf({
	suite,
	model,
	variant,
	delegate,
}: Branch): readonly PlannedCell[] {
	const unsupported = unsupportedReason(model, variant);
	return suite.threads.flatMap((threads) =>
		suite.devices.map((device) => ({
			cell: { model: model.name, variant, delegate, threads, device },
			unsupported,
		})),
	);
}

function unsupportedReason(
	model: ModelRef,
	variant: Variant,
): string | undefined {
	if (model.kind === "zoo" && VARIANTS[variant].asBrought) {
		return `the variant ${variant} is for .tflite files; ${model.name} is a network of the zoo, so name float32 instead`;
	}
	return undefined;
}
