import { existsSync } from "node:fs";
import { Command } from "commander";
import { MOST_ROUNDS } from "../compare/confirmation.ts";
import { UserError } from "../lib/errors.ts";
import { cellId } from "../plan/cell.ts";
import { gridCells } from "./nightly/grid.ts";
import { NIGHT_LAUNCHES, type Stretch } from "./nightly/night.ts";
import { printReplay } from "./nightly/print-replay.ts";
import { record } from "./nightly/record.ts";
import { type LaunchRecording, readRecording } from "./nightly/recording.ts";

type Options = {
	readonly recording: string;
	readonly rounds: string;
	readonly nights: string;
	readonly baselineNights: string;
	readonly half: "first" | "second";
};

const SEED = 20_260;

await new Command("nightly")
	.description(
		"Records real launches of twenty cells that nobody changed, then replays simulated nights out of them through the rules of comparing and those of others.",
	)
	.option(
		"--recording <file>",
		"the recording, made first where it is not there",
		"runs/nightly-bench/recording.jsonl",
	)
	.option("--rounds <count>", "rounds to record, two launches a cell", "150")
	.option("--nights <count>", "simulated nights of each scenario", "1000")
	.option(
		"--baseline-nights <count>",
		"nights that make a baseline, 1 as in quantgrid nightly",
		"1",
	)
	.option(
		"--half <half>",
		"which half of the recording is replayed: the rules were tuned on the first",
		"second",
	)
	.action(main)
	.parseAsync();

async function main(options: Options): Promise<void> {
	const { recording: path, rounds, nights, half } = options;
	if (!existsSync(path)) {
		await record(path, Number(rounds));
	}
	const recording = await readRecording(path);
	const stretch = {
		...stretchOf(recording, path, half),
		baselineNights: Number(options.baselineNights),
	};
	printReplay({ stretch, nights: Number(nights), seed: SEED });
}

function stretchOf(
	recording: LaunchRecording,
	path: string,
	half: "first" | "second",
): Omit<Stretch, "baselineNights"> {
	const cells = gridCells();
	if (recording.head.cells.join() !== cells.map(cellId).join()) {
		throw new UserError(
			`${path}: this was recorded of another grid. Record it anew: name another file with --recording.`,
		);
	}
	const all = recording.rounds.length;
	const middle = Math.floor(all / 2);
	const needed = NIGHT_LAUNCHES + MOST_ROUNDS;
	if (middle < needed) {
		throw new UserError(
			`${path}: expected at least ${2 * needed} rounds, so that a confirmation never meets a launch twice; found ${all}. Record it anew with --rounds ${2 * needed}.`,
		);
	}
	const [from, to] = half === "first" ? [0, middle] : [middle, all];
	return { recording, cells, from, to };
}
