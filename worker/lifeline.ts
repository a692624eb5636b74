import type { Readable } from "node:stream";

const LINE_END = 0x0a;

/**
 * Reads the job on a worker's stdin: one line. What stays open behind it is the worker's lifeline, and `onCut` is called
 * when it ends, as it does with the harness or the connection. A job without a line end is over with the stream, and has
 * no lifeline.
 */
export function readJobText(
	stdin: Readable,
	onCut: () => void,
): Promise<string> {
	return new Promise((resolve, reject) => {
		const parts: Buffer[] = [];
		let whole = false;
		const finish = () => {
			whole = true;
			resolve(Buffer.concat(parts).toString("utf8"));
		};
		stdin.on("data", (chunk: Buffer) => {
			if (whole) {
				return;
			}
			const end = chunk.indexOf(LINE_END);
			parts.push(end < 0 ? chunk : chunk.subarray(0, end));
			if (end >= 0) {
				finish();
			}
		});
		stdin.once("end", () => (whole ? onCut() : finish()));
		stdin.once("error", (error) => (whole ? onCut() : reject(error)));
	});
}
