import { setImmediate } from "node:timers/promises";
import type { LayersModel, Tensor, Variable } from "@tensorflow/tfjs";
import type { Dataset } from "../../datasets/dataset.ts";
import { permutation, seededRandom } from "../../lib/random.ts";
import type { TrainingRecipe } from "./architecture.ts";
import type { Tfjs } from "./tfjs.ts";

/** How far a training has come. `loss` and `accuracy` are means over the samples of this epoch so far. */
export type TrainingProgress = {
	/** Samples seen, over all epochs. */
	readonly done: number;
	readonly total: number;
	readonly loss: number;
	/** Share of the samples that the network had right before it learned from them, 0–1. */
	readonly accuracy: number;
};

/** What a training runs with. */
export type TrainingContext = {
	readonly tf: Tfjs;
	readonly dataset: Dataset;
	/** Decides the order of the samples. */
	readonly seed: number;
	readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
	readonly signal?: AbortSignal | undefined;
};

/** Learns from a batch; `progress` is the share of the training that lies behind, 0–1. */
type Step = (
	batch: Batch,
	progress: number,
) => { loss: number; correct: number };

type Epoch = {
	readonly recipe: TrainingRecipe;
	readonly context: TrainingContext;
	readonly step: Step;
	readonly order: Uint32Array;
	readonly epoch: number;
};

type Batch = { readonly samples: Float32Array; readonly labels: Int32Array };

const BATCHES_PER_PROGRESS = 10;

/**
 * Trains `model` in place. The same initial weights, dataset, seed and backend give the same weights, bit for bit.
 * Rejects with the signal's reason when it is aborted, within some batches.
 */
export async function train(
	model: LayersModel,
	recipe: TrainingRecipe,
	context: TrainingContext,
): Promise<void> {
	const { learningRate, beta1, beta2, epsilon } = recipe.optimizer;
	const optimizer = context.tf.train.adam(learningRate, beta1, beta2, epsilon);
	const learn = trainingStep(model, optimizer, context);
	const step: Step = (batch, progress) => {
		if (recipe.decay === "linear") {
			setLearningRate(optimizer, learningRate * (1 - progress));
		}
		return learn(batch);
	};
	const random = seededRandom(context.seed);
	try {
		for (let epoch = 0; epoch < recipe.epochs; epoch++) {
			const order = permutation(context.dataset.sampleCount, random).subarray(
				0,
				recipe.samples,
			);
			await trainEpoch({ recipe, context, step, order, epoch });
		}
	} finally {
		optimizer.dispose();
	}
}

async function trainEpoch({
	recipe,
	context,
	step,
	order,
	epoch,
}: Epoch): Promise<void> {
	const { dataset, onProgress, signal } = context;
	const total = recipe.epochs * order.length;
	let loss = 0;
	let correct = 0;
	let seen = 0;
	for (let batch = 1; seen < order.length; batch++) {
		const end = Math.min(order.length, seen + recipe.batchSize);
		const result = step(
			readBatch(dataset, order.subarray(seen, end)),
			(epoch * order.length + seen) / total,
		);
		loss += result.loss * (end - seen);
		correct += result.correct;
		seen = end;
		if (batch % BATCHES_PER_PROGRESS === 0 || seen === order.length) {
			onProgress?.({
				done: epoch * order.length + seen,
				total,
				loss: loss / seen,
				accuracy: correct / seen,
			});
			// Lets timers and signals through: a step blocks the thread.
			await setImmediate();
			signal?.throwIfAborted();
		}
	}
}

function readBatch(dataset: Dataset, order: Uint32Array): Batch {
	const size = dataset.sampleShape.reduce((a, b) => a * b, 1);
	const samples = new Float32Array(order.length * size);
	order.forEach((sample, i) => {
		dataset.fill(sample, samples.subarray(i * size, (i + 1) * size));
	});
	const labels = Int32Array.from(
		order,
		(sample) => dataset.labels[sample] as number,
	);
	return { samples, labels };
}

function setLearningRate(
	optimizer: ReturnType<Tfjs["train"]["adam"]>,
	learningRate: number,
): void {
	// The library reads this field at each step, but declares no way to set it.
	(optimizer as unknown as { learningRate: number }).learningRate =
		learningRate;
}

function trainingStep(
	model: LayersModel,
	optimizer: ReturnType<Tfjs["train"]["adam"]>,
	{ tf, dataset }: TrainingContext,
): (batch: Batch) => { loss: number; correct: number } {
	const variables = model.trainableWeights.map(
		(weight) => weight.read() as Variable,
	);
	return ({ samples, labels }) =>
		tf.tidy(() => {
			const x = tf.tensor(samples, [labels.length, ...dataset.sampleShape]);
			const y = tf.tensor1d(labels, "int32");
			const target = tf.oneHot(y, dataset.classCount);
			let correct = 0;
			const loss = optimizer.minimize(
				() => {
					const logits = model.apply(x, { training: true }) as Tensor;
					correct = logits.argMax(-1).equal(y).sum().dataSync()[0] as number;
					return tf.losses.softmaxCrossEntropy(target, logits).asScalar();
				},
				true,
				variables,
			);
			return { loss: loss?.dataSync()[0] ?? Number.NaN, correct };
		});
}
