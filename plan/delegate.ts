import { resolve } from "node:path";
import { z } from "zod";
import { DELEGATES, type Delegate, idsOf } from "./axes.ts";
import { nameSchema } from "./name.ts";

/** Delegates that a suite names by their id alone; `external` needs its library. */
const PLAIN = idsOf(DELEGATES).filter((id) => id !== "external");

/**
 * How a suite names a delegate: by its id, or under a name of its own with options. `library` is a path, taken from the
 * folder of the suite, or a name without a slash for the system's loader; only `external` has one, and must.
 */
export const delegateSchema = z.union([
	z.enum(PLAIN as [Exclude<Delegate, "external">]),
	z
		.strictObject({
			name: nameSchema,
			delegate: z.enum(idsOf(DELEGATES)),
			library: z.string().min(1).optional(),
			options: z.record(z.string(), z.string()).default({}),
		})
		.refine(
			({ delegate, library }) =>
				(delegate === "external") === (library !== undefined),
			{
				path: ["library"],
				message: "a library for the delegate external, and for no other",
			},
		)
		.refine(
			({ name, delegate }) =>
				name === delegate || !Object.hasOwn(DELEGATES, name),
			{ path: ["name"], message: "a name that is not another delegate's" },
		),
]);

/** A delegate as a suite names it. */
export type DelegateRef = z.output<typeof delegateSchema>;

/** The delegate behind a reference, with what it is set up with. */
export type DelegateSetting = {
	readonly name: string;
	readonly delegate: Delegate;
	readonly library?: string | undefined;
	readonly options: Readonly<Record<string, string>>;
};

/** What a reference means: its name in the cells, the delegate, its library and its options. */
export function delegateSetting(reference: DelegateRef): DelegateSetting {
	return typeof reference === "string"
		? { name: reference, delegate: reference, options: {} }
		: reference;
}

/** The delegate with the path of its library taken from a folder; a name for the system's loader stays one. */
export function withAbsoluteLibrary(
	reference: DelegateRef,
	directory: string,
): DelegateRef {
	return typeof reference !== "string" && reference.library?.includes("/")
		? { ...reference, library: resolve(directory, reference.library) }
		: reference;
}
