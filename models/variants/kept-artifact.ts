import { readFile } from "node:fs/promises";
import { z } from "zod";
import { splitHeadedBytes } from "../../lib/headed-bytes.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import { decodeModelWithNotes } from "../tflite/index.ts";
import { graphInterface } from "./graph-interface.ts";
import { layersInterface } from "./saved-model.ts";

const SAVED_LAYERS = z.object({ modelTopology: z.unknown() });

/**
 * What the graph of an artifact that was built earlier takes and gives. Rejects with a UserError when the file is not a
 * model that this version reads, and with the system's error when it cannot be read.
 */
export async function keptGraph(path: string): Promise<GraphInterface> {
	const bytes = await readFile(path);
	if (!path.endsWith(".tfjs")) {
		return graphInterface(decodeModelWithNotes(bytes, path).model);
	}
	const head = splitHeadedBytes(bytes)?.head ?? "";
	const { modelTopology } = SAVED_LAYERS.parse(JSON.parse(head));
	return layersInterface({
		source: path,
		topology: modelTopology,
		weights: new Map(),
	});
}
