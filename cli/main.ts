#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { errorCode, UserError } from "../lib/errors.ts";
import { packageVersion } from "../lib/package.ts";
import { commands } from "./commands.ts";
import { EXIT, type Exit } from "./exit-codes.ts";

const exit: Exit = (code) => {
	process.exitCode = code;
};

const program = new Command("quantgrid")
	.description(
		"Benchmarks TensorFlow Lite models over a grid of variants, delegates, thread counts and devices.",
	)
	.version(packageVersion());
for (const command of commands(exit)) {
	program.addCommand(command.exitOverride());
}

// Whoever reads our output may stop reading: `quantgrid list … | head`.
process.stdout.on("error", (error) => {
	if (errorCode(error) !== "EPIPE") {
		throw error;
	}
});

try {
	await program.exitOverride().parseAsync();
} catch (error) {
	exit(fail(error));
}

function fail(error: unknown): (typeof EXIT)["fine" | "wrongUse"] {
	if (error instanceof CommanderError) {
		return error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
	}
	if (error instanceof UserError) {
		console.error(`quantgrid: ${error.message}`);
		return EXIT.wrongUse;
	}
	throw error;
}
