import { RECORD_MARK } from "../worker/protocol.ts";

const MARK = RECORD_MARK.charCodeAt(0);
const LINE_END = 0x0a;

/** The longest record a worker may send: far above an accuracy pass of a million samples. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/**
 * Picks the first marked record out of a worker's stdout. Everything before the mark is noise and is dropped, so a
 * chatty worker costs no memory.
 */
export class RecordReader {
	#parts: Buffer[] | undefined;
	#bytes = 0;
	#record: string | undefined;

	/** The record, once it has come in whole. */
	get record(): string | undefined {
		return this.#record;
	}

	/** Whether the record grew longer than any real one. */
	get overflowed(): boolean {
		return this.#bytes > MAX_RECORD_BYTES;
	}

	/** Takes the next piece of stdout. */
	push(chunk: Buffer): void {
		if (this.#record !== undefined || this.overflowed) {
			return;
		}
		if (this.#parts === undefined) {
			const mark = chunk.indexOf(MARK);
			if (mark < 0) {
				return;
			}
			this.#parts = [];
			chunk = chunk.subarray(mark + 1);
		}
		const end = chunk.indexOf(LINE_END);
		this.#parts.push(end < 0 ? chunk : chunk.subarray(0, end));
		this.#bytes += chunk.length;
		if (end >= 0) {
			this.#record = Buffer.concat(this.#parts).toString("utf8");
			this.#parts = [];
		}
	}
}
