import { Command } from "commander";
import { printable } from "../lib/printable.ts";
import { cellId } from "../plan/cell.ts";
import { expandSuite } from "../plan/expand.ts";
import { loadSuite } from "../run/load-suite.ts";

/** `quantgrid list SUITE`: the cells of a suite, and which of them cannot be measured and why. Nothing is run. */
export function listCommand(): Command {
	return new Command("list")
		.description(
			"show the cells of a suite, and which are unsupported and why; nothing is run",
		)
		.argument("<suite>", "a suite: .suite.ts, .js or .json")
		.action(list);
}

async function list(file: string): Promise<void> {
	const suite = await loadSuite(file);
	const lines = expandSuite(suite).map(({ cell, unsupported }) =>
		unsupported === undefined
			? cellId(cell)
			: `${cellId(cell)}  unsupported: ${printable(unsupported)}`,
	);
	process.stdout.write(`${lines.join("\n")}\n`);
}
