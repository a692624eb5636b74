// Real nightlies of a tiny suite, killed with SIGKILL at random moments: nothing may be lost, nothing measured twice.
//
//   node dist/bench/soak-nightly.js [--kills 50] [--seed 1] [--latest 15000]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killNights } from "./kill-nights.ts";

const { values } = parseArgs({
	options: {
		kills: { type: "string", default: "50" },
		seed: { type: "string", default: "1" },
		latest: { type: "string", default: "15000" },
	},
});

const folder = mkdtempSync(join(tmpdir(), "quantgrid-nights-"));
try {
	const { kills, continued, concluded, launches, confirmations, problems } =
		await killNights({
			folder,
			variants: ["as-is", "float16"],
			kills: Number(values.kills),
			seed: Number(values.seed),
			latestMs: Number(values.latest),
			tell: console.error,
		});
	console.log(
		`${kills} kills, seed ${values.seed}: ${continued} nights went on with a killed one, ${concluded} came to their end; ${launches} launches and ${confirmations} of confirmations, ${problems.length} problems`,
	);
	for (const problem of problems) {
		console.log(problem);
	}
	process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
