import type { z } from "zod";
import { errorText, UserError } from "../../lib/errors.ts";

/** The value of a JSON text. Throws a `UserError` naming `source` when it is no JSON or does not match the schema. */
export function parseJson<Schema extends z.ZodType>(
	schema: Schema,
	text: string,
	source: string,
): z.infer<Schema> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new UserError(
			`${source}: the file is not valid JSON (${errorText(error)}). The model.json of a tfjs LayersModel was expected.`,
			{ cause: error },
		);
	}
	return parseValue(schema, value, source);
}

/** A value that matches the schema. Throws a `UserError` naming `source` and every place that does not match. */
export function parseValue<Schema extends z.ZodType>(
	schema: Schema,
	value: unknown,
	source: string,
): z.infer<Schema> {
	const result = schema.safeParse(value);
	if (result.success) {
		return result.data;
	}
	const problems = result.error.issues
		.slice(0, 3)
		.map(
			({ path, message }) => `at ${path.join(".") || "the top"}: ${message}`,
		);
	throw new UserError(
		`${source}: this is not the serialized form of a Keras model that TensorFlow.js saves: ${problems.join("; ")}.`,
	);
}
