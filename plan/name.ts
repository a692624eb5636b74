import { z } from "zod";

/** The shape of a name that a suite gives to something: it stands in the ids of cells and in file names. */
export const nameSchema = z
	.string()
	.regex(
		/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u,
		"a name: letters, digits, dot, dash and underscore, not starting with a dot or dash",
	);
