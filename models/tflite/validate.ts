import type { Finding, Model } from "./types.ts";
import {
	executionOrder,
	operatorCodes,
	subgraphIndices,
	tensorIndices,
} from "./validate-graph.ts";
import {
	quantization,
	tensorBuffer,
	tensorShape,
	tensorSize,
} from "./validate-tensors.ts";

/** A rule of the format that a well-formed file can still break. */
export type Rule = keyof typeof RULES;

/** A broken rule: which one, where in the model, and what is the matter. */
export type Problem = Finding & { readonly rule: Rule };

const RULES = {
	"first-buffer": firstBuffer,
	"tensor-buffer": tensorBuffer,
	"tensor-shape": tensorShape,
	"tensor-size": tensorSize,
	quantization,
	"operator-code": operatorCodes,
	"tensor-index": tensorIndices,
	"execution-order": executionOrder,
	"subgraph-index": subgraphIndices,
	signature: signatures,
	metadata,
} as const satisfies Record<string, (model: Model) => Iterable<Finding>>;

/**
 * What is wrong with a model that could be decoded: indices out of range, constants of the wrong size, tensors used
 * before they are computed and the like, rule by rule. Stops at `limit` problems.
 */
export function validateModel(model: Model, limit = 1000): readonly Problem[] {
	const problems: Problem[] = [];
	for (const [rule, findings] of Object.entries(RULES)) {
		for (const finding of findings(model)) {
			if (problems.length >= limit) {
				return problems;
			}
			problems.push({ rule: rule as Rule, ...finding });
		}
	}
	return problems;
}

function* firstBuffer({ buffers }: Model): Iterable<Finding> {
	const data = buffers?.[0]?.data;
	if (data !== undefined && data.byteLength > 0) {
		const problem = `it must be empty, but has ${data.byteLength} bytes.`;
		yield { path: "buffers[0]", problem };
	}
}

function* signatures(model: Model): Iterable<Finding> {
	for (const [index, signature] of (model.signatureDefs ?? []).entries()) {
		const path = `signatureDefs[${index}]`;
		const subgraph = model.subgraphs?.[signature.subgraphIndex];
		if (subgraph === undefined) {
			const problem = `there is no subgraph ${signature.subgraphIndex}.`;
			yield { path: `${path}.subgraphIndex`, problem };
			continue;
		}
		for (const side of ["inputs", "outputs"] as const) {
			for (const [position, { tensorIndex }] of (
				signature[side] ?? []
			).entries()) {
				if (subgraph.tensors?.[tensorIndex] === undefined) {
					const problem = `there is no tensor ${tensorIndex}.`;
					yield { path: `${path}.${side}[${position}].tensorIndex`, problem };
				}
			}
		}
	}
}

function* metadata(model: Model): Iterable<Finding> {
	for (const [index, { buffer }] of (model.metadata ?? []).entries()) {
		if (model.buffers?.[buffer] === undefined) {
			const problem = `there is no buffer ${buffer}.`;
			yield { path: `metadata[${index}].buffer`, problem };
		}
	}
	for (const [index, buffer] of (model.metadataBuffer ?? []).entries()) {
		if (model.buffers?.[buffer] === undefined) {
			yield {
				path: `metadataBuffer[${index}]`,
				problem: `there is no buffer ${buffer}.`,
			};
		}
	}
}
