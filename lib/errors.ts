/**
 * An error the user can mend: bad input, a missing file, a wrong option. Its message is one full text that says where,
 * what was found, what was expected and the way out. `cli/main.ts` prints it without a stack and exits with 2.
 */
export class UserError extends Error {
	override readonly name: string = "UserError";
}

/** Closes a switch over a union: the compiler refuses a call with anything that can still happen. */
export function unreachable(value: never): never {
	throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** The text of anything that was thrown, on one line. */
export function errorText(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.trim().replaceAll(/\s*\n\s*/g, " ");
}

/** The `code` of a Node system error such as `ENOENT`, or undefined. */
export function errorCode(error: unknown): string | undefined {
	if (
		error instanceof Error &&
		"code" in error &&
		typeof error.code === "string"
	) {
		return error.code;
	}
	return undefined;
}
