import { UserError } from "../../lib/errors.ts";
import {
	EDGETPU_WAY_OUT,
	findEdgetpuLibrary,
	NOT_COMPILED,
} from "../delegates/edgetpu.ts";
import { type DelegateLibrary, setUpExternal } from "../delegates/external.ts";
import { findGpuLibrary } from "../delegates/gpu.ts";
import { loadXnnpackPlugin } from "../delegates/xnnpack.ts";
import type { InterpreterOptions } from "./native-binding.ts";
import type { Coverage, SessionRequest } from "./session.ts";

/** A delegate ready for the interpreter, or why it cannot be used here. */
export type DelegateSetup =
	| {
			readonly status: "ready";
			readonly options: InterpreterOptions;
			/** How much of the model opened last went to the delegate; undefined without a delegate. */
			readonly coverage: () => Coverage | undefined;
			/** Why a model it took that much of is not to be measured with it, or undefined. */
			readonly objection?: (
				coverage: Coverage | undefined,
			) => string | undefined;
			/** How to get what the delegate may lack when it refuses a model. */
			readonly wayOut?: string;
	  }
	| { readonly status: "unsupported"; readonly reason: string };

type SetUp = (request: SessionRequest) => DelegateSetup;

const SET_UPS: Readonly<Record<string, SetUp>> = {
	builtin: ({ threads }) => ({
		status: "ready",
		options: { threads },
		coverage: () => undefined,
	}),
	xnnpack: setUpXnnpack,
	external: setUpLibrary,
	gpu: setUpGpu,
	edgetpu: setUpEdgetpu,
};

/** The delegates of the native runtime. */
export const NATIVE_DELEGATES: readonly string[] = Object.keys(SET_UPS);

/**
 * Makes a delegate ready in this process. Throws a UserError for a thread count or an option that means nothing, and for
 * a delegate that is not the native runtime's.
 */
export function setUpDelegate(request: SessionRequest): DelegateSetup {
	const { delegate, threads } = request;
	if (!Number.isInteger(threads) || threads < 1) {
		throw new UserError(
			`The native runtime expects a whole number of threads from 1 on, found ${threads}.`,
		);
	}
	const setUp = Object.hasOwn(SET_UPS, delegate)
		? SET_UPS[delegate]
		: undefined;
	if (setUp === undefined) {
		throw new UserError(
			`The native runtime has no delegate "${delegate}". It has: ${NATIVE_DELEGATES.join(", ")}.`,
		);
	}
	return setUp(request);
}

const XNNPACK_DEFAULTS = { threads: "0", signed_int8: "1", unsigned_int8: "1" };

function setUpXnnpack({
	threads,
	delegateOptions = {},
}: SessionRequest): DelegateSetup {
	const loaded = loadXnnpackPlugin();
	if (loaded.status === "missing") {
		return { status: "unsupported", reason: loaded.reason };
	}
	// The options stay set in the process, so the defaults are set again for each session.
	const options = { ...XNNPACK_DEFAULTS, ...delegateOptions };
	for (const [key, value] of Object.entries(options)) {
		if (!loaded.plugin.setOption(key, value)) {
			throw new UserError(
				`The delegate "xnnpack" does not understand the option ${key}=${value}. It knows threads (0 or more), signed_int8 and unsigned_int8 (0 or 1).`,
			);
		}
	}
	return {
		status: "ready",
		options: { threads, delegate: { path: loaded.path, options: [] } },
		coverage: loaded.plugin.coverage,
	};
}

function setUpLibrary({
	threads,
	delegateLibrary,
	delegateOptions = {},
}: SessionRequest): DelegateSetup {
	if (delegateLibrary === undefined) {
		throw new UserError(
			'The delegate "external" needs the library that it loads: { name: "…", delegate: "external", library: "….so" } in the suite.',
		);
	}
	return standBefore(threads, {
		library: delegateLibrary,
		options: delegateOptions,
	});
}

function setUpGpu({
	threads,
	delegateOptions = {},
}: SessionRequest): DelegateSetup {
	const found = findGpuLibrary();
	return found.status === "missing"
		? { status: "unsupported", reason: found.reason }
		: standBefore(threads, {
				library: found.library,
				options: delegateOptions,
			});
}

function setUpEdgetpu({
	threads,
	delegateOptions = {},
}: SessionRequest): DelegateSetup {
	const found = findEdgetpuLibrary(delegateOptions);
	if (found.status === "missing") {
		return { status: "unsupported", reason: found.reason };
	}
	const setup = standBefore(threads, found);
	if (setup.status === "unsupported") {
		return { ...setup, reason: `${setup.reason} ${EDGETPU_WAY_OUT}` };
	}
	return {
		...setup,
		wayOut: EDGETPU_WAY_OUT,
		objection: (coverage) =>
			coverage?.delegated === 0 ? NOT_COMPILED : undefined,
	};
}

function standBefore(threads: number, target: DelegateLibrary): DelegateSetup {
	const external = setUpExternal(target);
	return external.status === "missing"
		? { status: "unsupported", reason: external.reason }
		: {
				status: "ready",
				options: { threads, delegate: { path: external.path, options: [] } },
				coverage: external.coverage,
			};
}
