import { nativeRuntime } from "../../worker/runtimes/native.ts";
import type { Opening } from "../../worker/runtimes/session.ts";
import { delegateLibrary } from "./delegates.ts";
import { type TinyModel, tinyModelBytes, withFiles } from "./tiny-models.ts";

/** A delegate library for tests, and the options it gets. */
export type ExternalSetting = {
	readonly library: string;
	readonly options?: Readonly<Record<string, string>>;
};

/** Opens a tiny model with the delegate `external`. */
export function openExternal(
	model: TinyModel,
	{ library, options = {} }: ExternalSetting,
): Promise<Opening> {
	return withFiles({ "m.tflite": tinyModelBytes(model) }, (path) =>
		nativeRuntime.open({
			modelPath: path("m.tflite"),
			delegate: "external",
			threads: 1,
			delegateLibrary: delegateLibrary(library),
			delegateOptions: options,
		}),
	);
}

/** Why a model was not opened; "open" when it was. */
export function reasonOf(opening: Opening): string {
	return opening.status === "unsupported" ? opening.reason : opening.status;
}

/** How much of an opened model its delegate took. */
export function coverageOf(opening: Opening) {
	return opening.status === "open" ? opening.session.coverage : undefined;
}

/** The first output of one inference, after which the session is closed. */
export async function infer(
	opening: Opening,
	inputs: readonly (Float32Array | Uint8Array)[],
): Promise<number[]> {
	if (opening.status !== "open") {
		throw new Error(opening.reason);
	}
	const [output] = await opening.session.infer(
		inputs as Parameters<typeof opening.session.infer>[0],
	);
	await opening.session.close();
	return Array.from(output ?? [], Number);
}
