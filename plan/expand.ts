import type { Variant } from "./axes.ts";
import type { Cell } from "./cell.ts";
import { type DelegateRef, delegateSetting } from "./delegate.ts";
import type { ModelRef, Suite } from "./suite.ts";
import { unsupportedReason } from "./support.ts";

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
	readonly delegate: DelegateRef;
};

function cellsOf({
	suite,
	model,
	variant,
	delegate,
}: Branch): readonly PlannedCell[] {
	const { name, delegate: executor } = delegateSetting(delegate);
	return suite.threads.flatMap((threads) => {
		const plan = { model, variant, delegate: executor, threads };
		const unsupported = unsupportedReason(plan);
		return suite.devices.map((device) => ({
			cell: { model: model.name, variant, delegate: name, threads, device },
			unsupported,
		}));
	});
}
