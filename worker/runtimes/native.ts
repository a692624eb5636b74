import { readFile } from "node:fs/promises";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { loadXnnpackPlugin } from "../delegates/xnnpack.ts";
import {
	type InterpreterOptions,
	loadNativeBinding,
	type NativeBinding,
} from "./native-binding.ts";
import {
	describeRefusal,
	isUnsupported,
	reportedReason,
} from "./native-refusal.ts";
import { findUnsupportedTensor, NativeSession } from "./native-session.ts";
import type { Coverage, Opening, Runtime, SessionRequest } from "./session.ts";

type DelegateSetup =
	| {
			readonly status: "ready";
			readonly options: InterpreterOptions;
			readonly coverage: () => Coverage | undefined;
	  }
	| { readonly status: "unsupported"; readonly reason: string };

/** Native TensorFlow Lite on the CPU: `builtin` kernels, or `xnnpack` through our delegate plugin. */
export const nativeRuntime: Runtime = {
	name: "native",
	delegates: ["builtin", "xnnpack"],
	open: openNative,
};

async function openNative(request: SessionRequest): Promise<Opening> {
	const library = loadNativeBinding();
	if (library.status === "missing") {
		return { status: "unsupported", reason: library.reason };
	}
	const setup = setUpDelegate(request);
	if (setup.status === "unsupported") {
		return setup;
	}
	const start = performance.now();
	const model = await readModel(request.modelPath);
	try {
		const { Interpreter } = library.binding;
		const interpreter = new Interpreter(model, setup.options);
		const loadMs = performance.now() - start;
		const reason = findUnsupportedTensor(interpreter);
		if (reason !== undefined) {
			return { status: "unsupported", reason };
		}
		const coverage = setup.coverage();
		const facts = { loadMs, coverage, runtimeVersion: nativeVersion() };
		return { status: "open", session: new NativeSession(interpreter, facts) };
	} catch (error) {
		return refuse(error, { request, model, binding: library.binding });
	}
}

function setUpDelegate(request: SessionRequest): DelegateSetup {
	const { delegate, threads, delegateOptions = {} } = request;
	if (!Number.isInteger(threads) || threads < 1) {
		throw new UserError(
			`The native runtime expects a whole number of threads from 1 on, found ${threads}.`,
		);
	}
	switch (delegate) {
		case "builtin":
			return {
				status: "ready",
				options: { threads },
				coverage: () => undefined,
			};
		case "xnnpack":
			return setUpXnnpack(threads, delegateOptions);
		default:
			throw new UserError(
				`The native runtime has no delegate "${delegate}". It has: ${nativeRuntime.delegates.join(", ")}.`,
			);
	}
}

const XNNPACK_DEFAULTS = { threads: "0", signed_int8: "1", unsigned_int8: "1" };

function setUpXnnpack(
	threads: number,
	delegateOptions: Readonly<Record<string, string>>,
): DelegateSetup {
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

// Only the plugin can ask the library for its version: the binding does not pass it on.
function nativeVersion(): string {
	const loaded = loadXnnpackPlugin();
	return loaded.status === "loaded"
		? `TensorFlow Lite ${loaded.plugin.tfliteVersion}`
		: "TensorFlow Lite, version unknown";
}

type Refused = {
	readonly request: SessionRequest;
	readonly model: ArrayBuffer;
	readonly binding: NativeBinding;
};

function refuse(error: unknown, refused: Refused): Opening {
	const { request, model, binding } = refused;
	if (isUnsupported(error)) {
		return { status: "unsupported", reason: describeRefusal(error, model) };
	}
	if (request.delegate !== "builtin") {
		// Only a model that runs without the delegate is refused by the delegate.
		try {
			new binding.Interpreter(model, { threads: 1 });
		} catch (builtinError) {
			const plain = { ...request, delegate: "builtin" };
			return refuse(builtinError, { ...refused, request: plain });
		}
		return {
			status: "unsupported",
			reason: `The delegate "${request.delegate}" refuses this model: ${reportedReason(error)}.`,
		};
	}
	throw new UserError(
		`${request.modelPath}: ${describeRefusal(error, model)}`,
		{ cause: error },
	);
}

async function readModel(path: string): Promise<ArrayBuffer> {
	try {
		const bytes = await readFile(path);
		// The binding reads a whole ArrayBuffer, and a small file may lie in a shared one.
		return bytes.buffer.slice(
			bytes.byteOffset,
			bytes.byteOffset + bytes.byteLength,
		) as ArrayBuffer;
	} catch (error) {
		throw new UserError(
			`The model file ${path} cannot be read (${errorCode(error) ?? errorText(error)}). Give the path of a .tflite file.`,
			{ cause: error },
		);
	}
}
