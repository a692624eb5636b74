import { type Model, operatorName } from "../../../models/tflite/index.ts";

/** The operators of a model in their order, each with the activation fused into it where it can have one. */
export function operatorNames(model: Model): string[] {
	const operators = model.subgraphs?.[0]?.operators ?? [];
	return operators.map((operator) => {
		const options = operator.builtinOptions?.value ?? {};
		const name = operatorName(model, operator);
		return "fusedActivationFunction" in options
			? `${name} ${options.fusedActivationFunction}`
			: name;
	});
}
