import { readFile } from "node:fs/promises";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { loadXnnpackPlugin } from "../delegates/xnnpack.ts";
import { loadNativeBinding, type NativeBinding } from "./native-binding.ts";
import { NATIVE_DELEGATES, setUpDelegate } from "./native-delegates.ts";
import {
	delegateFailure,
	describeRefusal,
	isUnsupported,
	reportedReason,
} from "./native-refusal.ts";
import { findUnsupportedTensor, NativeSession } from "./native-session.ts";
import type { Opening, Runtime, SessionRequest } from "./session.ts";

/**
 * Native TensorFlow Lite: `builtin` kernels on the CPU, `xnnpack` through our delegate plugin, and delegate libraries
 * (`external`, `gpu`, `edgetpu`) behind another plugin of ours.
 */
export const nativeRuntime: Runtime = {
	name: "native",
	delegates: NATIVE_DELEGATES,
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
		const coverage = setup.coverage();
		const reason =
			findUnsupportedTensor(interpreter) ?? setup.objection?.(coverage);
		if (reason !== undefined) {
			return { status: "unsupported", reason };
		}
		const facts = { loadMs, coverage, runtimeVersion: nativeVersion() };
		return { status: "open", session: new NativeSession(interpreter, facts) };
	} catch (error) {
		const wayOut = setup.wayOut === undefined ? "" : ` ${setup.wayOut}`;
		return refuse(error, { request, model, binding: library.binding, wayOut });
	}
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
	/** How to get what the delegate may lack, as a sentence to be appended, or nothing. */
	readonly wayOut: string;
};

function refuse(error: unknown, refused: Refused): Opening {
	const { request, model, binding, wayOut } = refused;
	const failure = delegateFailure(error);
	if (failure !== undefined) {
		const reason = `The delegate "${request.delegate}" refuses this model: ${failure}.`;
		return { status: "unsupported", reason: `${reason}${wayOut}` };
	}
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
