import { Command } from "commander";
import { record } from "./nightly/record.ts";

type Options = { readonly record?: string; readonly rounds: string };

await new Command("nightly")
	.option("--record <file>")
	.option("--rounds <count>", "rounds", "60")
	.action(main)
	.parseAsync();

async function main({ record: path, rounds }: Options): Promise<void> {
	await record(path ?? "runs/nightly-bench/recording.jsonl", Number(rounds));
}
