import { Command } from "commander";
import { seededRandom } from "../lib/random.ts";
import type { Cell } from "../plan/cell.ts";
import { cellId } from "../plan/cell.ts";
import { drawNight, type Injections } from "./nightly/night.ts";
import { record } from "./nightly/record.ts";
import { readRecording } from "./nightly/recording.ts";
import { reportNight } from "./nightly/simulate.ts";

type Options = {
	readonly record?: string;
	readonly rounds: string;
	readonly recording?: string;
	nights: string;
};

await new Command("nightly")
	.option("--record <file>")
	.option("--recording <file>")
	.option("--rounds <count>", "rounds", "60")
	.option("--nights <count>", "nights", "300")
	.action(main)
	.parseAsync();

async function main({
	record: path,
	rounds,
	recording,
	nights,
}: Options): Promise<void> {
	if (recording === undefined) {
		await record(path ?? "runs/nightly-bench/recording.jsonl", Number(rounds));
		return;
	}
	const read = await readRecording(recording);
	const n = read.rounds.length;
	const cells = read.head.cells.map((id) => {
		const [model, variant, rest] = id.split("/");
		const [, delegate, threads] = /^(.*)-t(\d+)@/.exec(rest ?? "") ?? [];
		return {
			model,
			variant,
			delegate,
			threads: Number(threads),
			device: "local",
		} as Cell;
	});
	for (const [from, to] of [
		[0, n >> 1],
		[n >> 1, n],
		[0, n],
	] as const) {
		const stretch = { recording: read, cells, from, to };
		console.log("rounds", from, to);
		for (const factor of [1, 1.03, 1.05, 1.1]) {
			const random = seededRandom(1);
			let hit = 0,
				suspected = 0,
				falseNights = 0,
				launches = 0,
				other = 0,
				conf = 0,
				claims = 0;
			const t = Date.now();
			const miss = new Map<number, number>();
			for (let i = 0; i < Number(nights); i += 1) {
				const place = i % cells.length;
				const inj: Injections = new Map(
					factor === 1 ? [] : [[place, { latencyFactor: factor }]],
				);
				const night = drawNight(stretch, inj, random);
				const report = reportNight(stretch, night);
				const id = cellId(cells[place] as Cell);
				suspected += report.suspicions.some(({ cell }) => cellId(cell) === id)
					? 1
					: 0;
				const conf1 = report.changes.filter(
					({ regression, confirmation }) =>
						regression && confirmation !== undefined,
				);
				const was = conf1.some(({ cell }) => cell === id);
				hit += was ? 1 : 0;
				if (!was) miss.set(place, (miss.get(place) ?? 0) + 1);
				falseNights += conf1.some(({ cell }) => cell !== id || factor === 1)
					? 1
					: 0;
				claims += report.changes.filter(
					(c) =>
						c.verdict === "slower" ||
						c.verdict === "faster" ||
						c.verdict === "not-confirmed",
				).length;
				launches += [...report.launches.values()].reduce((a, b) => a + b, 0);
				conf += report.launches.get(id) ?? 0;
				other += report.suspicions.length;
			}
			const N = Number(nights);
			console.log(
				factor,
				"hit",
				(hit / N).toFixed(3),
				"suspected",
				(suspected / N).toFixed(3),
				"false nights",
				(falseNights / N).toFixed(4),
				"launches/night",
				(launches / N).toFixed(0),
				"suspicions",
				(other / N).toFixed(1),
				"own",
				(conf / N).toFixed(0),
				"ms",
				Date.now() - t,
				factor === 1
					? ""
					: [...miss]
							.sort((a, b) => b[1] - a[1])
							.slice(0, 6)
							.map(([p, c]) => `${p}:${c}`)
							.join(" "),
			);
		}
	}
}
