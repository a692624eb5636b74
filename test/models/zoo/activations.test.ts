import { test } from "uvu";
import * as assert from "uvu/assert";
import { convertLayersModel } from "../../../models/convert/convert.ts";
import { encodeModel, type Model } from "../../../models/tflite/index.ts";
import { openZooModel } from "../../../models/zoo/zoo-model.ts";
import { runTflite, seededReals } from "../convert/tfjs-models.ts";

const NETWORKS = [
	{ zoo: "original-cnn", inputSize: 112 },
	{ zoo: "mobilenet-v2", inputSize: 128 },
	{ zoo: "inception-v3", inputSize: 139 },
	{ zoo: "densenet121", inputSize: 96 },
];

/** The model with the outputs of all its operators as outputs, in their order. */
function withAllOutputs(model: Model): Model {
	const [graph] = model.subgraphs ?? [];
	const outputs = graph?.operators?.flatMap(({ outputs }) => outputs ?? []);
	return { ...model, subgraphs: [{ ...graph, outputs }] } as Model;
}

function deviation(values: Float32Array): number {
	const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
	const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
	return Math.sqrt(square / values.length);
}

/** A smooth picture with values in [0, 1], as photographs are, unlike noise. */
function smoothPicture(side: number): Float32Array<ArrayBuffer> {
	return Float32Array.from({ length: 3 * side * side }, (_, i) => {
		const [channel, pixel] = [i % 3, Math.floor(i / 3)];
		const [x, y] = [(pixel % side) / side, Math.floor(pixel / side) / side];
		return 0.5 + 0.5 * Math.sin(3 * x + channel) * Math.cos(5 * y);
	});
}

for (const ref of NETWORKS) {
	test(`values neither vanish nor explode through ${ref.zoo}, whether it sees noise or a picture`, async () => {
		const model = await openZooModel(ref, { cacheDirectory: "/nowhere" });
		if (model.weights !== "random") {
			throw new Error("The network is trained.");
		}
		const converted = convertLayersModel(model.layers);
		const file = encodeModel(withAllOutputs(converted));
		const noise = seededReals(3 * ref.inputSize ** 2, 3);
		for (const image of [noise, smoothPicture(ref.inputSize)]) {
			const values = runTflite(file, [image]).slice(0, -1);
			assert.ok(values.length > 5);
			const deviations = values.map(({ data }) => deviation(data));
			assert.ok(
				deviations.every((value) => value > 0.1 && value < 10),
				`from ${Math.min(...deviations)} to ${Math.max(...deviations)}`,
			);
		}
	});
}

test("a network passes small differences on without enlarging them much", async () => {
	const ref = { zoo: "inception-v3", inputSize: 139 };
	const model = await openZooModel(ref, { cacheDirectory: "/nowhere" });
	if (model.weights !== "random") {
		throw new Error("The network is trained.");
	}
	const file = encodeModel(withAllOutputs(convertLayersModel(model.layers)));
	const picture = smoothPicture(ref.inputSize);
	const rough = seededReals(picture.length, 5).map(
		(noise, i) => (picture[i] as number) + 0.01 * noise,
	);
	const [before, after] = [picture, rough].map(
		(image) => runTflite(file, [image]).at(-2)?.data,
	);
	assert.ok(before && after);
	const difference = deviation(
		after.map((value, i) => value - (before[i] as number)),
	);
	assert.ok(difference < 0.1 * deviation(before), `${difference}`);
});

test.run();
