// Runs every test file in a process of its own, as many at a time as there are cores, and counts their tests.
//
//   node dist/test/run-tests.js [part of a path …]
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** No test file may hang the run. */
const TIMEOUT_MS = 240_000;

const OUTPUT_BYTES = 64 * 1024 * 1024;

type Result = {
	readonly total: number;
	readonly passed: number;
	readonly skipped: number;
};

const folder = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
	.filter((file) => file.endsWith(".test.js"))
	.filter(
		(file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
	)
	.toSorted();
const queue = [...files];
const results: Result[] = [];
await Promise.all(Array.from({ length: availableParallelism() }, work));

const sum = (field: keyof Result): number =>
	results.reduce((total, result) => total + result[field], 0);
const failed = sum("total") - sum("passed") - sum("skipped");
console.log(
	`\n${sum("passed")} passed, ${failed} failed, ${sum("skipped")} skipped`,
);
process.exitCode = failed === 0 && sum("total") > 0 ? 0 : 1;

async function work(): Promise<void> {
	for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
		results.push(await runFile(file));
	}
}

function runFile(file: string): Promise<Result> {
	const start = performance.now();
	return new Promise((resolve) => {
		const options = {
			timeout: TIMEOUT_MS,
			killSignal: "SIGKILL",
			maxBuffer: OUTPUT_BYTES,
		} as const;
		execFile(
			process.execPath,
			[join(folder, file)],
			options,
			(error, stdout, stderr) => {
				const counted = countTests(stripVTControlCharacters(stdout));
				const result =
					error === null && counted !== undefined
						? counted
						: withFailure(counted);
				const seconds = ((performance.now() - start) / 1000).toFixed(1);
				const name = relative(folder, join(folder, file)).replace(
					/\.test\.js$/,
					"",
				);
				console.log(
					`${error === null ? "ok  " : "FAIL"} ${name} (${result.passed} of ${result.total}, ${seconds} s)`,
				);
				if (error !== null || counted === undefined) {
					console.log(
						`${stdout}${stderr}${error?.killed ? `ended after ${TIMEOUT_MS} ms\n` : ""}`,
					);
				} else {
					printSkips(stdout);
				}
				resolve(result);
			},
		);
	});
}

/** Reads the closing lines of uvu. */
function countTests(output: string): Result | undefined {
	const [total, passed, skipped] = ["Total", "Passed", "Skipped"].map((name) =>
		Number(new RegExp(`^\\s*${name}:\\s+(\\d+)`, "m").exec(output)?.[1]),
	);
	return total === undefined ||
		passed === undefined ||
		skipped === undefined ||
		Number.isNaN(total)
		? undefined
		: { total, passed, skipped };
}

/** A file that died counts one failed test more than it told of. */
function withFailure(counted: Result | undefined): Result {
	const { total, passed, skipped } = counted ?? {
		total: 0,
		passed: 0,
		skipped: 0,
	};
	return passed + skipped < total
		? { total, passed, skipped }
		: { total: total + 1, passed, skipped };
}

function printSkips(stdout: string): void {
	for (const line of stdout
		.split("\n")
		.filter((line) => line.startsWith("skipped: "))) {
		console.log(`     ${line}`);
	}
}
