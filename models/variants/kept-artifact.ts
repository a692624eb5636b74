import { readFile } from "node:fs/promises";
import { z } from "zod";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import { splitHeadedBytes } from "../../lib/headed-bytes.ts";
import type { Artifact } from "../../plan/artifact.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import { decodeModelWithNotes } from "../tflite/index.ts";
import { graphInterface } from "./graph-interface.ts";
import { layersInterface } from "./saved-model.ts";

const SAVED_LAYERS = z.object({ modelTopology: z.unknown() });

/**
 * What the graph of an artifact from another run takes and gives. Rejects with a UserError when its file is gone, or
 * holds other bytes than those it is named by.
 */
export async function keptGraph({
	path,
	sha256: digest,
}: Pick<Artifact, "path" | "sha256">): Promise<GraphInterface> {
	const bytes = await readKept(path);
	const found = sha256(bytes);
	if (found !== digest) {
		throw new UserError(
			`${path}: this file was changed since it was kept: its sha256 is ${found.slice(0, 12)}…, expected ${digest.slice(0, 12)}….`,
		);
	}
	return path.endsWith(".tfjs")
		? layersGraph(bytes, path)
		: graphInterface(decodeModelWithNotes(bytes, path).model);
}

function layersGraph(bytes: Uint8Array, path: string): GraphInterface {
	const head = splitHeadedBytes(bytes)?.head ?? "";
	const { modelTopology } = SAVED_LAYERS.parse(JSON.parse(head));
	return layersInterface({
		source: path,
		topology: modelTopology,
		weights: new Map(),
	});
}

async function readKept(path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (error) {
		throw new UserError(
			errorCode(error) === "ENOENT"
				? `${path}: this file is gone.`
				: `${path}: this file cannot be read: ${errorText(error)}.`,
		);
	}
}
