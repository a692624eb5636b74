import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../lib/random.ts";

/** The IDX file of `values` with the given sizes. */
export function idxBytes(
	shape: readonly number[],
	values: Uint8Array,
): Uint8Array {
	const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, 0x0800 + shape.length);
	shape.forEach((size, i) => {
		view.setUint32(4 + 4 * i, size);
	});
	bytes.set(values, 4 + 4 * shape.length);
	return bytes;
}

/** A temporary folder with both splits of an MNIST of `count` seeded random images each. The caller removes it. */
export function smallMnist(count: number): string {
	const directory = mkdtempSync(join(tmpdir(), "quantgrid-mnist-"));
	const random = seededRandom(count);
	for (const prefix of ["train", "t10k"]) {
		const pixels = Uint8Array.from({ length: count * 784 }, () =>
			Math.floor(random() * 256),
		);
		const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
		writeFileSync(
			join(directory, `${prefix}-images-idx3-ubyte`),
			idxBytes([count, 28, 28], pixels),
		);
		writeFileSync(
			join(directory, `${prefix}-labels-idx1-ubyte`),
			idxBytes([count], labels),
		);
	}
	return directory;
}
