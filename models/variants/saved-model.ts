import { readFile } from "node:fs/promises";
import { joinHeadedBytes } from "../../lib/headed-bytes.ts";
import type { GraphInterface } from "../../plan/graph-interface.ts";
import { type LayerCall, toGraph } from "../convert/graph.ts";
import type { LayersModel } from "../convert/layers-model.ts";

/** A LayersModel, and the path of the model.json it was read from; without a path it was never saved. */
export type SavedLayers = {
	readonly path: string | undefined;
	readonly layers: LayersModel;
};

/**
 * A saved LayersModel as one file: its model.json on one line, then its weights in the order of its manifest, as the
 * weight files hold them. Its size is that of the saved files. Rejects with the system's error when model.json is gone.
 */
export async function savedModelBytes({
	path,
	layers,
}: SavedLayers): Promise<Uint8Array> {
	const head =
		path === undefined
			? modelJson(layers)
			: JSON.parse(await readFile(path, "utf8"));
	const parts = [...layers.weights.values()].map(
		({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
	);
	return joinHeadedBytes({
		head: JSON.stringify(head),
		bytes: Buffer.concat(parts),
	});
}

/** The model.json of a network in memory, as TensorFlow.js would save it. */
function modelJson({ topology, weights }: LayersModel) {
	const specs = [...weights].map(([name, { shape }]) => ({
		name,
		shape,
		dtype: "float32",
	}));
	return {
		format: "layers-model",
		modelTopology: topology,
		weightsManifest: [{ paths: ["weights.bin"], weights: specs }],
	};
}

/** What a LayersModel takes and gives, by the names of its layers. */
export function layersInterface(layers: LayersModel): GraphInterface {
	const graph = toGraph(layers.topology, layers.source);
	const spec = ({ id }: LayerCall) => ({
		name: id,
		type: "float32",
		quantization: null,
	});
	return {
		inputs: graph.inputs.map(spec),
		outputs: graph.outputs.map(spec),
	};
}
