import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	carriesPercentile,
	samplesForPercentile,
} from "../../stats/percentiles.ts";

test("p90 needs 64 samples and p99 needs 662, as the MLPerf rules print", () => {
	assert.equal(
		[samplesForPercentile(0.9), samplesForPercentile(0.99)],
		[64, 662],
	);
});

test("a count carries a percentile from the needed number on", () => {
	assert.equal(
		[63, 64].map((count) => carriesPercentile(count, 0.9)),
		[false, true],
	);
	assert.equal(
		[0, 661, 662, 1e6].map((count) => carriesPercentile(count, 0.99)),
		[false, false, true, true],
	);
});

test("a fraction that is no percentile is refused", () => {
	assert.throws(() => samplesForPercentile(1), /found 1/);
});

test.run();
