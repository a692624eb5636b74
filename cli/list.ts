import { Command } from "commander";
import { profileOf } from "../devices/devices.ts";
import { printable } from "../lib/printable.ts";
import type { Build } from "../plan/artifact.ts";
import { VARIANTS } from "../plan/axes.ts";
import { cellId } from "../plan/cell.ts";
import { expandSuite } from "../plan/expand.ts";
import type { Suite } from "../plan/suite.ts";
import { checkPivots } from "../reports/pivot-check.ts";
import { loadSuite } from "../run/load-suite.ts";
import {
	type DeviceOption,
	deviceOption,
	deviceOverride,
} from "./device-option.ts";
import {
	devicesOption,
	type InventoryOptions,
	inventoryFrom,
} from "./inventory-option.ts";
import { suiteBuilder } from "./suite-builder.ts";

/** `quantgrid list SUITE`: the cells of a suite, and which of them cannot be measured and why. Nothing is measured. */
export function listCommand(): Command {
	return new Command("list")
		.description(
			"show the cells of a suite, and which are unsupported and why; nothing is trained or measured",
		)
		.argument("<suite>", "a suite: .suite.ts, .js or .json")
		.addOption(devicesOption())
		.addOption(deviceOption())
		.action(list);
}

async function list(
	file: string,
	options: InventoryOptions & DeviceOption,
): Promise<void> {
	const suite = await loadSuite(file, deviceOverride(options));
	checkPivots(suite);
	const inventory = await inventoryFrom(options);
	const profiles = new Map(
		suite.devices.map((name) => [name, profileOf(name, inventory)]),
	);
	const problems = await buildProblems(suite);
	const lines = expandSuite(suite, profiles).map(({ cell, unsupported }) => {
		const problem =
			unsupported === undefined
				? problems.get(`${cell.model}/${cell.variant}`)
				: `unsupported: ${unsupported}`;
		return problem === undefined
			? cellId(cell)
			: `${cellId(cell)}  ${printable(problem)}`;
	});
	process.stdout.write(`${lines.join("\n")}\n`);
}

/**
 * Why variants of the suite's files cannot be built. What may take long is not tried: networks of the zoo, which may need
 * a training, and variants that need a calibration.
 */
async function buildProblems(
	suite: Suite,
): Promise<ReadonlyMap<string, string>> {
	const build = suiteBuilder(suite, {
		onTraining: () => {},
		signal: new AbortController().signal,
	});
	const variants = suite.variants.filter((id) => !VARIANTS[id].calibrated);
	const problems = new Map<string, string>();
	for (const model of suite.models.filter(({ kind }) => kind === "file")) {
		for (const variant of variants) {
			const problem = problemOf((await build(model, variant)).build);
			if (problem !== undefined) {
				problems.set(`${model.name}/${variant}`, problem);
			}
		}
	}
	return problems;
}

function problemOf(build: Build): string | undefined {
	switch (build.status) {
		case "built":
			return undefined;
		case "unsupported":
			return `unsupported: ${build.reason}`;
		case "failed":
			return `failed: ${build.error}`;
	}
}
