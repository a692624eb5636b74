import { seededRandom } from "../../lib/random.ts";
import type { Model } from "../../models/tflite/types.ts";
import { graphBuilder } from "./graph-builder.ts";
import { ARRAY_STEPS } from "./random-arrays.ts";
import { type Draw, pick, whole } from "./random-draw.ts";
import { ELEMENT_STEPS } from "./random-elements.ts";
import { LAYER_STEPS } from "./random-layers.ts";

const STEPS = Object.values({
	...LAYER_STEPS,
	...ELEMENT_STEPS,
	...ARRAY_STEPS,
});

/** A small float model: between one and three outputs, three to nine operators drawn with a seed. */
export function randomGraph(seed: number): Model {
	const random = seededRandom(seed * 7919 + 17);
	const graph = graphBuilder();
	const draw: Draw = { graph, random, values: [], weights: new Map() };
	const side = 4 + 2 * whole(random, 3);
	const depth = random() < 0.8 ? 1 + whole(random, 6) : 128;
	draw.values.push(graph.input([1, side, side, depth]));
	if (random() < 0.2) {
		draw.values.push(graph.input([1, side, side, depth]));
	}
	const read = new Set<number>();
	const wanted = 3 + whole(random, 7);
	for (let count = 0, tries = 0; count < wanted && tries < 200; tries++) {
		const value = pick(random, draw.values.slice(-4));
		const results = pick(random, STEPS)(draw, value);
		if (results !== undefined) {
			read.add(value.index);
			draw.values.push(...results);
			count++;
		}
	}
	const loose = draw.values.filter(({ index }) => !read.has(index)).slice(-2);
	const outputs =
		random() < 0.15 ? [...loose, pick(random, draw.values.slice(2))] : loose;
	const made = [...new Set(outputs.filter((value) => value !== undefined))];
	return graph.model(made, random() < 0.3);
}
