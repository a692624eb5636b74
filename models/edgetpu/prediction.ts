import { type CompilationPrediction, MAPPED } from "../../plan/compilation.ts";
import type { Model, SubGraph } from "../tflite/index.ts";
import {
	type OperatorView,
	operatorView,
	type TensorView,
} from "./operator-view.ts";
import { SUPPORTED_OPERATORS } from "./supported-operators.ts";

/**
 * What an Edge TPU keeps free for weights of its 8 MB, in bytes: the 6.91 MiB that the compiler's documentation and logs
 * show for networks such as MobileNet. What a model needs for itself takes a little more or less from it.
 */
export const ON_CHIP_AVAILABLE_BYTES = Math.round(6.91 * 1024 ** 2);

/** The compiler's own words, where its logs are known to have them. */
const OTHER_TYPE = "Operation is working on an unsupported data type";
const FROM_FLOAT =
	"Operation is otherwise supported, but not mapped due to some unspecified limitation";
const SECOND_SUBGRAPH = "More than one subgraph is not supported";
const OTHER_RANK =
	"Tensor has unsupported rank (up to 3 innermost dimensions mapped)";
const NOT_SUPPORTED = "Operation not supported";

/**
 * Predicts what edgetpu_compiler will make of a model of 8-bit integers: which operators run on the Edge TPU, by the
 * documented operations and limits, and how large their weights are. An operator that depends on one that ran on the
 * Edge TPU and then left it stays on the CPU, since there is one subgraph only.
 */
export function predictCompilation(model: Model): CompilationPrediction {
	const kinds = new Map<
		string,
		{ operator: string; count: number; status: string }
	>();
	const parameters = new Map<number, number>();
	for (const [number, graph] of (model.subgraphs ?? []).entries()) {
		for (const { view, status } of placeOperators(model, graph)) {
			// The delegate looks at the first subgraph; others are bodies of its control flow.
			const said = number === 0 ? status : NOT_SUPPORTED;
			const key = `${view.name} ${said}`;
			const known = kinds.get(key);
			kinds.set(key, {
				operator: view.name,
				count: (known?.count ?? 0) + 1,
				status: said,
			});
			for (const { index, constantBytes } of view.inputs) {
				if (said === MAPPED && constantBytes > 0) {
					parameters.set(index, constantBytes);
				}
			}
		}
	}
	return {
		operators: [...kinds.values()],
		parameterBytes: [...parameters.values()].reduce((a, b) => a + b, 0),
		onChipAvailableBytes: ON_CHIP_AVAILABLE_BYTES,
	};
}

type Placed = { readonly view: OperatorView; readonly status: string };

function placeOperators(model: Model, graph: SubGraph): readonly Placed[] {
	const onDevice = new Set<number>();
	const afterDevice = new Set<number>();
	return (graph.operators ?? []).map((operator) => {
		const view = operatorView(model, graph, operator);
		const reads = (tensors: ReadonlySet<number>) =>
			view.inputs.some(({ index }) => tensors.has(index));
		const obstacle = obstacleOf(view);
		const status = obstacle ?? (reads(afterDevice) ? SECOND_SUBGRAPH : MAPPED);
		for (const { index } of view.outputs) {
			if (status === MAPPED) {
				onDevice.add(index);
			} else if (reads(onDevice) || reads(afterDevice)) {
				afterDevice.add(index);
			}
		}
		return { view, status };
	});
}

/** Why an operator cannot run on an Edge TPU whatever stands around it; undefined when it can. */
function obstacleOf(operator: OperatorView): string | undefined {
	const limit = Object.hasOwn(SUPPORTED_OPERATORS, operator.name)
		? SUPPORTED_OPERATORS[operator.name]
		: undefined;
	const computed = [...operator.inputs, ...operator.outputs].filter(
		({ constantBytes, isVariable }) => constantBytes === 0 && !isVariable,
	);
	if (operator.name === "DEQUANTIZE" || (limit && !computed.every(isByte))) {
		return operator.name === "QUANTIZE" ? FROM_FLOAT : OTHER_TYPE;
	}
	if (limit === undefined) {
		return NOT_SUPPORTED;
	}
	if (computed.some(({ isDynamic }) => isDynamic)) {
		return "Operation has tensors of dynamic size";
	}
	if (
		computed.some(({ shape }) => shape.slice(0, -3).some((size) => size !== 1))
	) {
		return OTHER_RANK;
	}
	const broken = limit(operator);
	return broken === undefined ? undefined : `${NOT_SUPPORTED}: ${broken}`;
}

function isByte({ type, isQuantized }: TensorView): boolean {
	return (type === "INT8" || type === "UINT8") && isQuantized;
}
