import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { errorText, UserError } from "../lib/errors.ts";

/** A file that a command is to write. */
export type Output = {
	readonly path: string;
	/** Whether a file that is there already may be replaced. */
	readonly force: boolean;
	/** The files the command reads, which it never writes over. */
	readonly inputs: readonly string[];
};

/** Throws a UserError when an output may not be written: it is there already, or it is an input. */
export async function checkOutput(output: Output): Promise<void> {
	const { path, force, inputs } = output;
	const place = await realpath(path).catch(() => resolve(path));
	for (const input of inputs) {
		if ((await realpath(input).catch(() => resolve(input))) === place) {
			throw new UserError(
				`${path}: this is the file that is read. Give another path for the output.`,
			);
		}
	}
	const found = await stat(path).catch(() => undefined);
	if (found?.isDirectory()) {
		throw new UserError(
			`${path}: this is a folder. Give the path of a file in it.`,
		);
	}
	if (found !== undefined && !force) {
		throw new UserError(
			`${path}: there is a file already. Give another path, or --force to replace it.`,
		);
	}
}

/** Writes an output whole or not at all. Throws a UserError as `checkOutput` does, or for a disk that refuses. */
export async function writeOutput(
	output: Output,
	content: Uint8Array | string,
): Promise<void> {
	await checkOutput(output);
	const draft = `${output.path}.${randomUUID()}.draft`;
	try {
		await writeFile(draft, content);
		await rename(draft, output.path);
	} catch (error) {
		throw new UserError(
			`${output.path}: the file cannot be written: ${errorText(error)}. Give a path in a folder that exists and may be written to.`,
			{ cause: error },
		);
	} finally {
		await rm(draft, { force: true });
	}
}
