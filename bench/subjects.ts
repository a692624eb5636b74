import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { buildVariant } from "../models/variants/build.ts";
import type { Variant } from "../plan/axes.ts";
import type { GraphInterface } from "../plan/graph-interface.ts";
import type { ModelRef } from "../plan/suite.ts";

/** A model file to measure, and what its graph takes and gives. */
export type BenchModel = {
	readonly name: string;
	readonly path: string;
	readonly graph: GraphInterface;
	/** Whether the MNIST test set fits it. */
	readonly mnist: boolean;
};

/** Where the models come from. */
export type ModelSources = {
	readonly cacheDirectory: string;
	/** A folder of .tflite files, left out where it is absent. */
	readonly folder: string;
	/** Only models whose name holds this text. */
	readonly only: string;
};

/** mnist-cnn, trained and built where that has not been done yet, and the .tflite files of a folder. */
export async function benchModels({
	cacheDirectory,
	folder,
	only,
}: ModelSources): Promise<readonly BenchModel[]> {
	const wanted: readonly (readonly [ModelRef, Variant])[] = [
		[{ kind: "zoo", name: "mnist-cnn", zoo: "mnist-cnn" }, "float32"],
		...filesIn(folder).map(
			(file) =>
				[
					{ kind: "file", name: basename(file, ".tflite"), file },
					"as-is",
				] as const,
		),
	];
	const models: BenchModel[] = [];
	for (const [model, variant] of wanted) {
		if (!model.name.includes(only)) {
			continue;
		}
		const { build, graph } = await buildVariant(model, variant, {
			cacheDirectory,
			onTraining: announceTraining(),
			signal: new AbortController().signal,
		});
		if (build.status !== "built" || graph === undefined) {
			console.error(`${model.name}: left out, it could not be built.`);
			continue;
		}
		const { name } = model;
		const mnist = name.includes("mnist");
		models.push({ name, path: build.artifact.path, graph, mnist });
	}
	return models;
}

/** Says once that training goes on, since it takes a while. */
function announceTraining(): () => void {
	let announced = false;
	return () => {
		if (!announced) {
			console.error("training mnist-cnn …");
			announced = true;
		}
	};
}

function filesIn(folder: string): readonly string[] {
	return existsSync(folder)
		? readdirSync(folder)
				.filter((name) => name.endsWith(".tflite"))
				.map((name) => resolve(join(folder, name)))
		: [];
}
