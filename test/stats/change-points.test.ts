import { test } from "uvu";
import * as assert from "uvu/assert";
import { permutation, seededRandom } from "../../lib/random.ts";
import { changePoints } from "../../stats/change-points.ts";

function search(seed: number) {
	const random = seededRandom(seed);
	return {
		minimumSegment: 5,
		level: 0.01,
		permutations: 499,
		randomOrder: (count: number) => permutation(count, random),
	};
}

function noise(count: number, level: number, random: () => number) {
	return Array.from({ length: count }, () => level + random());
}

test("a step is found where it is (seed 41)", () => {
	const random = seededRandom(41);
	const series = [...noise(20, 0, random), ...noise(15, 3, random)];
	const [found, ...more] = changePoints(series, search(1));
	assert.is(found?.index, 20);
	assert.ok((found?.chance ?? 1) <= 0.01);
	assert.equal(more, []);
});

test("two steps are found in their order (seed 42)", () => {
	const random = seededRandom(42);
	const series = [
		...noise(15, 0, random),
		...noise(15, 3, random),
		...noise(15, 1, random),
	];
	assert.equal(
		changePoints(series, search(2)).map(({ index }) => index),
		[15, 30],
	);
});

test("a step nearer to an end than the shortest segment, and a series too short, have none", () => {
	const random = seededRandom(43);
	const late = [...noise(20, 0, random), ...noise(3, 9, random)];
	assert.equal(
		changePoints(late, search(3)).filter(({ index }) => index > 18),
		[],
	);
	assert.equal(changePoints([1, 2, 3, 9, 9, 9, 9, 9, 9], search(3)), []);
});

test("a single wild value is no change (seed 44)", () => {
	const random = seededRandom(44);
	const series = noise(30, 0, random);
	series[17] = 1000;
	assert.equal(changePoints(series, search(4)), []);
});

test("series without a step show one no more often than the level says (seed 45)", () => {
	const random = seededRandom(45);
	const alarms = Array.from(
		{ length: 150 },
		(_, trial) => changePoints(noise(24, 0, random), search(trial)).length,
	).filter((count) => count > 0).length;
	assert.ok(alarms <= 6, `${alarms} of 150 at 0.01`);
});

test.run();
