import { errorText } from "../../lib/errors.ts";
import { EDGETPU_OPERATOR, EDGETPU_WAY_OUT } from "../delegates/edgetpu.ts";

// How TensorFlow Lite 2.9 (interpreter_builder.cc, subgraph.cc) and tfjs-tflite-node word what they do not implement.
const UNSUPPORTED = [
	/Encountered unresolved custom op: (?<custom>.+?)\.(?:\s|$)/,
	/Didn't find op for builtin opcode '(?<builtin>\w+)' version '(?<version>\d+)'/,
	/Op builtin_code out of range: (?<code>\d+)/,
	/(?<flex>Regular TensorFlow ops are not supported by this interpreter|Select TensorFlow op\(s\))/,
	/'(?<type>kTfLite\w+)' is not yet supported/,
];

/** Whether an error of the binding says that the runtime lacks something the model needs, rather than that it failed. */
export function isUnsupported(error: unknown): boolean {
	return match(error) !== undefined;
}

/**
 * What the library behind our plugin `external.c` said when it failed, on one line and without a full stop; undefined
 * when something else failed.
 */
export function delegateFailure(error: unknown): string | undefined {
	const text = error instanceof Error ? error.message : "";
	const created = /The library created no delegate[^\n]*/.exec(text)?.[0];
	return (
		created ??
		(text.includes("The delegate failed to prepare the model")
			? reportedReason(error)
			: undefined)
	);
}

/** What TensorFlow Lite says about a model it refused, as one sentence. */
export function describeRefusal(error: unknown, model: ArrayBuffer): string {
	const found = match(error);
	if (found?.custom === EDGETPU_OPERATOR) {
		return `The model is compiled for the Edge TPU (operator ${EDGETPU_OPERATOR}), which this delegate does not run. Use the delegate edgetpu. ${EDGETPU_WAY_OUT}`;
	}
	if (found?.custom !== undefined) {
		return `TensorFlow Lite has no custom operator "${found.custom}".`;
	}
	if (found?.builtin !== undefined) {
		return `TensorFlow Lite has no operator ${found.builtin} in version ${found.version}.`;
	}
	if (found?.code !== undefined) {
		return `TensorFlow Lite has no operator with the builtin code ${found.code}; the model is newer than the library.`;
	}
	if (found?.flex !== undefined) {
		return "The model holds TensorFlow operators that need the Flex delegate, which this library lacks.";
	}
	if (found?.type !== undefined) {
		return `The model has an input or output of type ${found.type.replace("kTfLite", "").toLowerCase()}, which the native binding cannot exchange.`;
	}
	if (errorText(error).startsWith("Failed to create tflite model")) {
		return `TensorFlow Lite cannot read this file as a model: ${whyUnreadable(model)}.`;
	}
	return `TensorFlow Lite refuses the model: ${reportedReason(error)}.`;
}

/** What TensorFlow Lite reported while it built the interpreter, on one line and without a full stop. */
export function reportedReason(error: unknown): string {
	const lines = (error instanceof Error ? error.message : String(error))
		.replace(/^Failed to create tflite interpreter\.\s*/, "")
		.split("\n")
		.map((line) => line.trim().replace(/\.$/, ""))
		.filter((line) => line !== "" && !line.startsWith("Restored original"));
	// A delegate meets a tensor of unknown size in silence.
	return lines.length > 0
		? lines.join("; ")
		: "it gives no reason, as for a tensor whose size is known only once the model runs";
}

function match(error: unknown): Record<string, string> | undefined {
	const text = errorText(error);
	for (const pattern of UNSUPPORTED) {
		const found = pattern.exec(text);
		if (found !== null) {
			return found.groups;
		}
	}
	return undefined;
}

// The library prints its own reason for this to stderr only.
function whyUnreadable(model: ArrayBuffer): string {
	const identifier = Buffer.from(model).toString("latin1", 4, 8);
	return identifier === "TFL3"
		? `its ${model.byteLength} bytes are damaged or incomplete`
		: `bytes 4 to 7 should read "TFL3", found ${JSON.stringify(identifier)}`;
}
