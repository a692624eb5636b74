import { readdirSync, readlinkSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { quantgrid } from "../support/cli.ts";
import { hasSshd, withSshd } from "../support/sshd.ts";

const SUITE = resolve(
	import.meta.dirname,
	"../../../suites/mnist-fp16.suite.ts",
);

type Cell = Readonly<Record<string, string | number | null>>;

async function cellsIn(folder: string): Promise<readonly Cell[]> {
	const { cells } = JSON.parse(
		await readFile(join(folder, "results.json"), "utf8"),
	) as { readonly cells: readonly Cell[] };
	return cells;
}

const figures = (
	cells: readonly Cell[],
	variant: string,
	column: string,
): readonly number[] =>
	cells
		.filter((cell) => cell.variant === variant)
		.map((cell) => Number(cell[column]));

/** The folder of every run here, with the network that the first one trains. */
const folder = await mkdtemp(join(tmpdir(), "quantgrid-mnist-"));
test.after(() => rm(folder, { recursive: true, force: true }));

test("the MNIST comparison trains once, keeps the accuracy and halves the file", async () => {
	const args = (out: string) => [
		"run",
		SUITE,
		"--preset",
		"smoke",
		"--out",
		out,
	];
	const first = await quantgrid(args("first"), { cwd: folder });
	assert.is(first.exitCode, 0, first.stderr);
	assert.match(first.stderr, /training mnist-cnn/);
	const cells = await cellsIn(join(folder, "first"));
	assert.is(cells.length, 8);
	assert.ok(
		cells.every(
			({ status, accuracy_samples }) =>
				status === "measured" && accuracy_samples === 10_000,
		),
	);
	for (const accuracy of figures(cells, "float32", "accuracy_top1")) {
		assert.ok(accuracy >= 0.955, `${accuracy}`);
		for (const half of figures(cells, "float16", "accuracy_top1")) {
			assert.ok(
				Math.abs(half - accuracy) <= 0.0005,
				`${half} against ${accuracy}`,
			);
		}
	}
	assert.ok(
		figures(cells, "float32", "size_bytes").every(
			(size) => size >= 82_000 && size <= 86_000,
		),
	);
	assert.ok(
		figures(cells, "float16", "size_bytes").every((size) => size <= 44_400),
	);

	const second = await quantgrid(args("second"), { cwd: folder });
	assert.is(second.exitCode, 0, second.stderr);
	assert.not.match(second.stderr, /training/);
	const again = await cellsIn(join(folder, "second"));
	assert.equal(
		figures(again, "float16", "accuracy_top1"),
		figures(cells, "float16", "accuracy_top1"),
	);
});

/** The same comparison, on the board alone and on one thread. */
const BOARD_SUITE = `
import suite from ${JSON.stringify(SUITE)};
export default { ...suite, devices: ["board"], threads: [1] };
`;

if (hasSshd()) {
	test("a board over ssh is installed and checked, measures the same accuracy, and gets each file once", async () => {
		await withSshd(async ({ folder: server, configFile }) => {
			const directory = join(server, "installed");
			const inventory = join(folder, "inventory");
			await mkdir(inventory);
			await writeFile(
				join(inventory, "board.json"),
				JSON.stringify({
					name: "board",
					transport: { kind: "ssh", host: "board", configFile },
					directory,
					node: process.execPath,
					delegates: ["builtin", "xnnpack"],
				}),
			);
			await writeFile(join(folder, "board.suite.ts"), BOARD_SUITE);
			const command = (...args: string[]) =>
				quantgrid([...args, "--devices", inventory], { cwd: folder });

			const installed = await command("devices", "install", "board");
			assert.is(installed.exitCode, 0, installed.stderr);
			assert.match(readlinkSync(join(directory, "dist")), /^versions\/[\d.]+-/);
			const again = await command("devices", "install", "board");
			assert.match(again.stdout, /is already there in/, again.stderr);

			const checked = await command("devices", "check", "board");
			assert.is(checked.exitCode, 0, checked.stdout);
			for (const line of [
				/^works {5}Node\.js: \d+/m,
				/^works {5}quantgrid: /m,
				/^works {5}delegate builtin: .*measured a dense layer$/m,
				/^works {5}delegate xnnpack: .*measured a dense layer$/m,
				/^works {5}cache: /m,
			]) {
				assert.match(checked.stdout, line);
			}

			const run = ["run", "board.suite.ts", "--preset", "smoke"];
			const first = await command(...run, "--out", "board");
			assert.is(first.exitCode, 0, first.stderr);
			const cells = await cellsIn(join(folder, "board"));
			assert.equal(
				cells.map(({ cell, status }) => `${cell} ${status}`),
				["float32", "float16"].flatMap((variant) =>
					["builtin", "xnnpack"].map(
						(delegate) => `mnist-cnn/${variant}/${delegate}-t1@board measured`,
					),
				),
			);
			const here = await cellsIn(join(folder, "first"));
			assert.equal(
				figures(cells, "float16", "accuracy_top1")[0],
				figures(here, "float16", "accuracy_top1")[0],
			);
			// One artifact for each variant and the model of the check; MNIST comes with the package.
			assert.is(readdirSync(join(directory, "cache/blobs")).length, 3);
		});
	});
}

test.run();
