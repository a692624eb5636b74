import { test } from "uvu";
import * as assert from "uvu/assert";
import { RULES } from "../../compare/rules.ts";
import { type TrendNight, trendsOf } from "../../compare/trends.ts";
import { seededRandom } from "../../lib/random.ts";

/** Nights whose levels are the given ones with a noise of 1 %. */
function nightsOf(
	levelsMs: readonly number[],
	{
		seed,
		fingerprint = () => "f",
	}: {
		readonly seed: number;
		readonly fingerprint?: (night: number) => string;
	},
): readonly TrendNight[] {
	const random = seededRandom(seed);
	return levelsMs.map((level, night) => {
		const levelMs = level * (1 + 0.02 * (random() - 0.5));
		return {
			run: { key: `night-${night}`, at: `2026-01-${night + 1}` },
			fingerprint: fingerprint(night),
			medianMs: 1.1 * levelMs,
			launchMediansMs: [1.09, 1.1, 1.11].map((factor) => factor * levelMs),
			levelMs,
		};
	});
}

function changesOf(nights: readonly TrendNight[]) {
	const [trend] = trendsOf(new Map([["cell", nights]]));
	return trend?.changePoints ?? [];
}

const level = (count: number, ms: number) => Array<number>(count).fill(ms);

test("ten nights of one percent each are found though no night stands out", () => {
	const creeping = Array.from({ length: 10 }, (_, i) => 1.01 ** (i + 1));
	const found = changesOf(
		nightsOf([...level(20, 1), ...creeping], { seed: 61 }),
	);
	assert.ok(found.some(({ effect }) => effect > RULES.trend.minimumEffect));
});

test("a step is told with its night, its effect and its chance", () => {
	const [found, ...more] = changesOf(
		nightsOf([...level(15, 1), ...level(10, 1.1)], { seed: 62 }),
	);
	assert.is(found?.run, "night-15");
	assert.ok(Math.abs((found?.effect ?? 0) - 0.1) < 0.02);
	assert.ok((found?.pValue ?? 1) <= RULES.trend.chance);
	assert.equal(more, []);
});

test("a step below the minimum, and a history too short, tell nothing", () => {
	assert.equal(
		changesOf(nightsOf([...level(20, 1), ...level(20, 1.012)], { seed: 63 })),
		[],
	);
	const few = RULES.trend.minimumNights - 1;
	assert.equal(
		changesOf(nightsOf([...level(7, 1), ...level(few - 7, 2)], { seed: 64 })),
		[],
	);
});

test("another machine is no change of level: the search begins where the fingerprint last changed", () => {
	const nights = nightsOf([...level(20, 1), ...level(20, 2)], {
		seed: 65,
		fingerprint: (night) => (night < 20 ? "old" : "new"),
	});
	assert.equal(changesOf(nights), []);
});

test("every night is drawn with its median and interval, and the band is that of the present level", () => {
	const [trend] = trendsOf(
		new Map([
			["cell", nightsOf([...level(15, 1), ...level(10, 1.2)], { seed: 66 })],
		]),
	);
	assert.is(trend?.nights.length, 25);
	assert.ok(trend?.nights.every(({ interval }) => interval !== undefined));
	assert.ok((trend?.band?.low ?? 0) > 1.1 * 1.15);
});

test("a cell of launches too short for the clock has no change points", () => {
	assert.equal(changesOf(nightsOf(level(30, 0), { seed: 67 })), []);
});

test("a trend has what earlier reports said of its own cell", () => {
	const nights = nightsOf(level(2, 1), { seed: 1 });
	const slower = { verdict: "slower", confirmed: true } as const;
	const said = new Map([
		["night-0", [{ cell: "other", ...slower }]],
		["night-1", [{ cell: "cell", ...slower }]],
	]);
	const [trend] = trendsOf(new Map([["cell", nights]]), said);
	assert.equal(trend?.verdicts, [{ run: "night-1", ...slower }]);
});

test.run();
