// Damaged copies of real .tflite files through `quantgrid inspect` and `quantgrid run`: every one must get a clean
// answer, and the harness must live.
//
//   node dist/bench/soak-mutants.js [--count 1000] [--seed 1] [--models ../shared/models]
import { spawnSync } from "node:child_process";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seededRandom } from "../lib/random.ts";
import { mutate } from "../test/models/tflite/mutate.ts";

const MAIN = fileURLToPath(new URL("../cli/main.js", import.meta.url));

/** Larger files only fill the disk; their parts are the same. */
const LARGEST_BYTES = 600_000;

/** A mutant that hangs is ended after this time. */
const TIMEOUT_MS = 10_000;

const { values } = parseArgs({
	options: {
		count: { type: "string", default: "1000" },
		seed: { type: "string", default: "1" },
		models: { type: "string", default: "../shared/models" },
	},
});

const folder = mkdtempSync(join(tmpdir(), "quantgrid-soak-"));
try {
	const mutants = writeMutants(Number(values.count), Number(values.seed));
	console.log(`${mutants.length} mutants, seed ${values.seed}`);
	console.log(`inspect: ${countText(mutants.map(inspect))}`);
	console.log(`run: ${countText(run(mutants))}`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function writeMutants(count: number, seed: number): readonly string[] {
	const random = seededRandom(seed);
	const sources = readdirSync(values.models)
		.filter((name) => name.endsWith(".tflite"))
		.map((name) => join(values.models, name))
		.filter((path) => statSync(path).size <= LARGEST_BYTES);
	if (sources.length === 0) {
		throw new Error(
			`${values.models}: there are no .tflite files to damage; name a folder with --models.`,
		);
	}
	return Array.from({ length: count }, (_, index) => {
		const source = sources[index % sources.length] as string;
		const path = join(folder, `${index}-${basename(source)}`);
		writeFileSync(path, mutate(readFileSync(source), random));
		return path;
	});
}

/** A dump, a refusal in one line, or what went wrong. */
function inspect(path: string): string {
	const result = spawnSync(process.execPath, [MAIN, "inspect", path], {
		encoding: "utf8",
		timeout: TIMEOUT_MS,
	});
	if (result.status === 0 && result.stdout !== "") {
		return "dump";
	}
	const isOneLine = result.stderr.trim().split("\n").length === 1;
	return result.status === 2 && result.stdout === "" && isOneLine
		? "one-line error"
		: `WRONG ${path}: ${result.status} ${result.signal} ${result.stderr.slice(0, 300)}`;
}

/** The statuses of the cells of one run over all mutants. */
function run(mutants: readonly string[]): readonly string[] {
	const suite = {
		name: "mutants",
		models: mutants.map((file, index) => ({ name: `mutant-${index}`, file })),
		variants: ["as-is"],
		delegates: ["builtin"],
		preset: "smoke",
		timeoutMs: TIMEOUT_MS,
	};
	const suitePath = join(folder, "mutants.json");
	writeFileSync(suitePath, JSON.stringify(suite));
	const out = join(folder, "out");
	const result = spawnSync(
		process.execPath,
		[MAIN, "run", suitePath, "--out", out],
		{
			stdio: ["ignore", "ignore", "ignore"],
			env: { ...process.env, QUANTGRID_CACHE: join(folder, "cache") },
		},
	);
	console.log(
		`run ended with exit code ${result.status}, signal ${result.signal}`,
	);
	const { cells } = JSON.parse(
		readFileSync(join(out, "results.json"), "utf8"),
	) as {
		readonly cells: readonly { readonly status: string }[];
	};
	return cells.map(({ status }) => status);
}

function countText(answers: readonly string[]): string {
	const counts = new Map<string, number>();
	for (const answer of answers) {
		counts.set(answer, (counts.get(answer) ?? 0) + 1);
	}
	return [...counts].map(([answer, count]) => `${count} ${answer}`).join(", ");
}
