import { cp, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { quantgrid } from "../support/cli.ts";
import { withFolder } from "../support/temporary-folder.ts";

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

test("the MNIST comparison trains once, keeps the accuracy and halves the file", async () => {
	await withFolder(async (folder) => {
		await cp(SUITE, join(folder, "mnist-fp16.suite.ts"));
		const args = (out: string) => [
			"run",
			"mnist-fp16.suite.ts",
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
});

test.run();
