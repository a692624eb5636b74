import { test } from "uvu";
import * as assert from "uvu/assert";
import { killNights } from "../../bench/kill-nights.ts";
import { withFolder } from "../support/temporary-folder.ts";

test("of nights that are killed at random moments nothing is lost, measured twice or missing in the history", async () => {
	await withFolder(async (folder) => {
		const nights = await killNights({
			folder,
			variants: ["as-is"],
			kills: 3,
			seed: 3,
			latestMs: 2500,
			tell: () => {},
		});
		assert.equal(nights.problems, []);
		assert.is(nights.kills, 3);
		assert.ok(nights.launches >= 2);
	});
});

test.run();
