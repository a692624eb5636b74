import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { TinyModel } from "../../cli/tiny-model.ts";
import { compileScript } from "../../worker/delegates/addon.ts";

const FIXTURES = resolve(compileScript(), "../../../test/fixtures/edgetpu");

/** The path of a log of the Edge TPU compiler, as the document of the comparison shows it. */
export function compilerLog(name: "float-io" | "integer-io"): string {
	return join(FIXTURES, `${name}.log`);
}

/** Puts a program named edgetpu_compiler into a folder and gives a PATH that finds it first. */
export function compilerPath(folder: string): string {
	const program = join(folder, "edgetpu_compiler");
	copyFileSync(join(FIXTURES, "edgetpu_compiler.js"), program);
	chmodSync(program, 0o755);
	// The program is a module; without an extension its folder must say so.
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
	return `${folder}${delimiter}${process.env.PATH}`;
}

/** One custom operator of bytes, as the Edge TPU compiler leaves a model behind. */
export const COMPILED_MODEL: TinyModel = {
	tensors: [
		{ name: "image", type: "UINT8", shape: [1, 4] },
		{ name: "scores", type: "UINT8", shape: [1, 2] },
	],
	operator: "CUSTOM",
	customName: "edgetpu-custom-op",
	operatorInputs: [0],
	inputs: [0],
	outputs: [1],
};

/** Runs the body with other environment variables; they are back as they were afterwards. */
export async function withEnvironment<Result>(
	variables: Readonly<Record<string, string>>,
	body: () => Promise<Result>,
): Promise<Result> {
	const before = Object.keys(variables).map(
		(name) => [name, process.env[name]] as const,
	);
	Object.assign(process.env, variables);
	try {
		return await body();
	} finally {
		for (const [name, value] of before) {
			if (value === undefined) {
				delete process.env[name];
			} else {
				process.env[name] = value;
			}
		}
	}
}
