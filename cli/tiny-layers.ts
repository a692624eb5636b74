import { joinHeadedBytes } from "../lib/headed-bytes.ts";
import type { TinyModel } from "./tiny-model.ts";

type Layer = {
	readonly class_name: string;
	readonly name: string;
	readonly config: Readonly<Record<string, unknown>>;
	readonly inbound_nodes: readonly unknown[];
};

/** A tiny model of one operator as a saved LayersModel in one file: the layer that computes the same. */
export function tinyLayersBytes(tiny: TinyModel): Uint8Array {
	const inputs = tiny.inputs.map((index) => inputLayer(tiny, index));
	const layer = operatorLayer(tiny, inputs);
	const weights = weightsOf(tiny);
	const head = {
		format: "layers-model",
		modelTopology: {
			class_name: "Model",
			config: {
				name: "tiny",
				layers: [...inputs, layer],
				input_layers: inputs.map(({ name }) => [name, 0, 0]),
				output_layers: [[layer.name, 0, 0]],
			},
		},
		weightsManifest: [{ paths: ["weights.bin"], weights: weights.specs }],
	};
	return joinHeadedBytes({ head: JSON.stringify(head), bytes: weights.bytes });
}

function inputLayer({ tensors }: TinyModel, index: number): Layer {
	const { name, shape } = tensors[index] ?? { name: "", shape: [] };
	return {
		class_name: "InputLayer",
		name,
		config: {
			name,
			batch_input_shape: [null, ...shape.slice(1)],
			dtype: "float32",
		},
		inbound_nodes: [],
	};
}

function operatorLayer(tiny: TinyModel, inputs: readonly Layer[]): Layer {
	const output = tiny.tensors[tiny.outputs[0] ?? 0];
	const name = output?.name ?? "output";
	const classNames: Readonly<Record<string, string>> = {
		ADD: "Add",
		FULLY_CONNECTED: "Dense",
	};
	return {
		class_name: tiny.customName ?? classNames[tiny.operator] ?? tiny.operator,
		name,
		config: { name, units: output?.shape.at(-1) },
		inbound_nodes: [inputs.map((input) => [input.name, 0, 0, {}])],
	};
}

/** The kernel of a Dense layer lies the other way round than that of a FULLY_CONNECTED operator. */
function weightsOf({ tensors, operator, outputs }: TinyModel) {
	const name = tensors[outputs[0] ?? 0]?.name;
	const [kernel, bias] = tensors.filter(({ values }) => values !== undefined);
	if (operator !== "FULLY_CONNECTED" || !kernel?.values || !bias?.values) {
		return { specs: [], bytes: new Uint8Array() };
	}
	const [units = 0, size = 0] = kernel.shape;
	const values = Array.from(
		{ length: units * size },
		(_, index) =>
			kernel.values?.[(index % units) * size + Math.floor(index / units)] ?? 0,
	);
	const spec = (part: string, shape: readonly number[]) => ({
		name: `${name}/${part}`,
		shape,
		dtype: "float32",
	});
	return {
		specs: [spec("kernel", [size, units]), spec("bias", [units])],
		bytes: new Uint8Array(new Float32Array([...values, ...bias.values]).buffer),
	};
}
