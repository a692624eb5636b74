#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { errorCode, UserError } from "../lib/errors.ts";
import { packageVersion } from "../lib/package.ts";
import { baselineCommand } from "./baseline.ts";
import { compareCommand } from "./compare.ts";
import { devicesCommand } from "./devices.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { EXIT, type Exit } from "./exit-codes.ts";
import { historyCommand } from "./history.ts";
import { inspectCommand } from "./inspect.ts";
import { listCommand } from "./list.ts";
import { nightlyCommand } from "./nightly.ts";
import { quantizeCommand } from "./quantize.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";

const exit: Exit = (code) => {
	process.exitCode = code;
};

const program = new Command("quantgrid")
	.description(
		"Benchmarks TensorFlow Lite models over a grid of variants, delegates, thread counts and devices.",
	)
	.version(packageVersion());
for (const command of [
	runCommand(exit),
	nightlyCommand(exit),
	listCommand(),
	reportCommand(),
	compareCommand(exit),
	historyCommand(exit),
	baselineCommand(),
	inspectCommand(exit),
	quantizeCommand(),
	diffCommand(),
	devicesCommand(exit),
	doctorCommand(exit),
]) {
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
