import type { Command } from "commander";
import { baselineCommand } from "./baseline.ts";
import { compareCommand } from "./compare.ts";
import { devicesCommand } from "./devices.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import type { Exit } from "./exit-codes.ts";
import { historyCommand } from "./history.ts";
import { inspectCommand } from "./inspect.ts";
import { listCommand } from "./list.ts";
import { nightlyCommand } from "./nightly.ts";
import { quantizeCommand } from "./quantize.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";

/** Every command, in the order of the help. */
export function commands(exit: Exit): readonly Command[] {
	return [
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
	];
}
