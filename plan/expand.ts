import type { Variant } from "./axes.ts";
import type { Cell } from "./cell.ts";
import { type DelegateRef, delegateSetting } from "./delegate.ts";
import type { DeviceProfile } from "./device-profile.ts";
import type { ModelRef, Suite } from "./suite.ts";
import { deviceReason, unsupportedReason } from "./support.ts";

/** A cell of a suite's grid, with the reason why it cannot be measured, where that is known before trying. */
export type PlannedCell = {
	readonly cell: Cell;
	readonly unsupported: string | undefined;
};

/** The profiles of devices, by the names a suite gives them. */
export type Profiles = ReadonlyMap<string, DeviceProfile>;

/** The profiles of devices that come with more than a profile. */
export function profilesOf(
	devices: ReadonlyMap<string, { readonly profile: DeviceProfile }>,
): Profiles {
	return new Map(
		[...devices].map(([name, { profile }]) => [name, profile] as const),
	);
}

/**
 * Every cell of a suite, in the order of its axes: models, variants, delegates, threads, devices. A device without a
 * profile is taken to have every delegate and thread count.
 */
export function expandSuite(
	suite: Suite,
	profiles: Profiles = new Map(),
): readonly PlannedCell[] {
	return suite.models.flatMap((model) =>
		suite.variants.flatMap((variant) =>
			suite.delegates.flatMap((delegate) =>
				cellsOf({ suite, profiles, model, variant, delegate }),
			),
		),
	);
}

type Branch = {
	readonly suite: Suite;
	readonly profiles: Profiles;
	readonly model: ModelRef;
	readonly variant: Variant;
	readonly delegate: DelegateRef;
};

function cellsOf({
	suite,
	profiles,
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
			unsupported: unsupported ?? deviceReason(plan, profiles.get(device)),
		}));
	});
}
