import {
	DELEGATES,
	type Delegate,
	idsOf,
	VARIANTS,
	type Variant,
} from "./axes.ts";
import type { DeviceProfile } from "./device-profile.ts";
import type { ModelRef } from "./suite.ts";

/** What decides whether a cell can be measured at all, on any machine. */
export type CellPlan = {
	readonly model: ModelRef;
	readonly variant: Variant;
	readonly delegate: Delegate;
	readonly threads: number;
};

/** Delegates that compute on one thread in Node.js, whatever is asked. */
const ONE_THREAD: ReadonlySet<Delegate> = new Set(["tfjs-wasm", "tfjs-cpu"]);

/** Delegates that may run the operators that edgetpu_compiler leaves in a file. */
const FOR_EDGETPU: ReadonlySet<Delegate> = new Set(["edgetpu", "external"]);

/** Why a cell cannot be measured on any machine, or undefined where only trying can tell. */
export function unsupportedReason(plan: CellPlan): string | undefined {
	return (
		modelReason(plan) ??
		formatReason(plan) ??
		edgetpuReason(plan) ??
		threadsReason(plan)
	);
}

function modelReason({ model, variant }: CellPlan): string | undefined {
	if (model.kind === "zoo" && VARIANTS[variant].asBrought) {
		return `the variant ${variant} is for .tflite files; ${model.name} is a network of the zoo, so name float32 instead`;
	}
	if (model.kind === "file" && variant === "source") {
		return `the variant source is the LayersModel that a .tflite file is made from; ${model.name} is such a file, so name as-is instead`;
	}
	return undefined;
}

function formatReason({ variant, delegate }: CellPlan): string | undefined {
	const { runtime } = DELEGATES[delegate];
	if (variant === "source" && runtime !== "tfjs") {
		const able = idsOf(DELEGATES).filter(
			(id) => DELEGATES[id].runtime === "tfjs",
		);
		return `the variant source is a LayersModel, and ${delegate} runs .tflite files; name ${able.join(", ")} for it`;
	}
	if (variant !== "source" && runtime === "tfjs") {
		return `${delegate} runs the LayersModel itself, the variant source; ${variant} is a .tflite file`;
	}
	return undefined;
}

function edgetpuReason({ variant, delegate }: CellPlan): string | undefined {
	if (variant === "edgetpu" && !FOR_EDGETPU.has(delegate)) {
		return `the variant edgetpu holds operators that only an Edge TPU runs; name the delegate ${[...FOR_EDGETPU].join(" or ")} for it`;
	}
	// A file that the user brings may be compiled already.
	const compiled = variant === "edgetpu" || VARIANTS[variant].asBrought;
	if (delegate === "edgetpu" && !compiled) {
		return `an Edge TPU runs only what edgetpu_compiler made; ${variant} would run on the CPU, so name the variant edgetpu`;
	}
	return undefined;
}

function threadsReason({ delegate, threads }: CellPlan): string | undefined {
	return threads > 1 && ONE_THREAD.has(delegate)
		? `${delegate} computes on one thread in Node.js; its figures stand under threads 1`
		: undefined;
}

/** Why a cell cannot be measured on the device with this profile, or undefined where the profile says nothing against it. */
export function deviceReason(
	{ delegate, threads }: CellPlan,
	profile: DeviceProfile | undefined,
): string | undefined {
	if (profile === undefined) {
		return undefined;
	}
	const lacks = (what: string, listed: readonly unknown[]) =>
		`the profile of the device ${profile.name} lists the ${what} ${listed.join(", ")}`;
	if (profile.delegates?.includes(delegate) === false) {
		return `${lacks("delegates", profile.delegates)}; ${delegate} is not among them`;
	}
	if (profile.threads?.includes(threads) === false) {
		return `${lacks("thread counts", profile.threads)}; ${threads} is not among them`;
	}
	return undefined;
}
