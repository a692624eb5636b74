import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareRuns } from "../../compare/compare-runs.ts";
import type { RecordedRun } from "../../history/recorded-run.ts";
import { permutation, seededRandom } from "../../lib/random.ts";
import { runOf } from "./runs.ts";

test("a run compared with itself shows nothing but sameness (seed 4)", () => {
	const random = seededRandom(4);
	for (let trial = 0; trial < 50; trial += 1) {
		const run = randomRun(random);
		const { changes } = compareRuns({
			baseline: [run],
			current: run,
			accepted: [],
		});
		const others = changes.filter(
			({ verdict }) => verdict !== "same" && verdict !== "unstable",
		);
		assert.equal(others, []);
	}
});

const MIRRORED: Readonly<Record<string, string>> = {
	slower: "faster",
	faster: "slower",
	"more-memory": "less-memory",
	"less-memory": "more-memory",
	larger: "smaller",
	smaller: "larger",
	"less-accurate": "more-accurate",
	"more-accurate": "less-accurate",
	"newly-failing": "fixed",
	fixed: "newly-failing",
	new: "gone",
	gone: "new",
};

test("swapping the sides mirrors every verdict (seed 5)", () => {
	const random = seededRandom(5);
	for (let trial = 0; trial < 100; trial += 1) {
		const [left, right] = [randomRun(random), randomRun(random)];
		const forth = verdicts(left, right);
		const back = verdicts(right, left);
		assert.equal(
			new Map(
				[...forth].map(([key, verdict]) => [key, MIRRORED[verdict] ?? verdict]),
			),
			new Map([...forth].map(([key]) => [key, back.get(key)])),
		);
	}
});

test("the order of the launches does not matter (seed 6)", () => {
	const random = seededRandom(6);
	for (let trial = 0; trial < 50; trial += 1) {
		const [left, right] = [randomRun(random), randomRun(random)];
		const shuffled = {
			...right,
			cells: right.cells.map((cell) => ({
				...cell,
				launches: [...permutation(cell.launches.length, random)].flatMap(
					(index) => cell.launches[index] ?? [],
				),
			})),
		};
		assert.equal(verdicts(left, shuffled), verdicts(left, right));
	}
});

function verdicts(
	before: RecordedRun,
	after: RecordedRun,
): ReadonlyMap<string, string> {
	const { changes } = compareRuns({
		baseline: [before],
		current: after,
		accepted: [],
	});
	return new Map(
		changes.map(({ cell, metric, verdict }) => [`${cell} ${metric}`, verdict]),
	);
}

function randomRun(random: () => number): RecordedRun {
	const cells = ["a", "b", "c", "d"].filter(() => random() < 0.9);
	return runOf(
		cells.map((model) => {
			const level = 1 + 0.1 * random();
			const noise = 0.04 * random();
			return {
				model,
				status: random() < 0.1 ? "failed" : "measured",
				file: `${random()}`,
				sizeBytes: 1000 + Math.floor(3 * random()),
				launchesMs: Array.from(
					{ length: 5 },
					() => level * (1 + noise * random()),
				),
				peakMemoryBytes: Array.from(
					{ length: 5 },
					() => 1e8 * (level + 0.01 * random()),
				),
			} as const;
		}),
	);
}

test.run();
