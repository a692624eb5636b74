import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";

/** One line of a JSON-lines file: its number from 1, and its value. */
export type JsonLine = { readonly number: number; readonly value: unknown };

/** What a JSON-lines file holds. A last line without its line end was torn by a kill: its bytes are counted, not read. */
export type JsonLines = {
	readonly lines: readonly JsonLine[];
	/** The bytes of the first whole line, without its line end; empty where there is none. */
	readonly firstLine: Uint8Array;
	/** The length of the whole lines: where the next one may be appended. */
	readonly wholeBytes: number;
	readonly tornBytes: number;
};

/** Appends one value as a line and waits until it is on the disk. Throws the system error when it cannot be written. */
export function appendJsonLine(path: string, value: unknown): void {
	const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
	const file = openSync(path, "a");
	try {
		for (let written = 0; written < bytes.length; ) {
			written += writeSync(file, bytes, written);
		}
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

/** Reads a JSON-lines file. Rejects with a SyntaxError that names the line when a whole line is not JSON. */
export async function readJsonLines(path: string): Promise<JsonLines> {
	const file = await open(path);
	try {
		const bytes = await file.readFile();
		const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
		return {
			lines: [...parseLines(bytes.subarray(0, wholeBytes))],
			firstLine: bytes.subarray(0, Math.max(0, bytes.indexOf(0x0a))),
			wholeBytes,
			tornBytes: bytes.length - wholeBytes,
		};
	} finally {
		await file.close();
	}
}

function* parseLines(bytes: Buffer): Generator<JsonLine> {
	let start = 0;
	for (let number = 1; start < bytes.length; number += 1) {
		const end = bytes.indexOf(0x0a, start);
		const text = bytes.toString("utf8", start, end);
		start = end + 1;
		if (text.trim() !== "") {
			yield { number, value: parse(text, number) };
		}
	}
}

function parse(text: string, number: number): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new SyntaxError(
			`line ${number} is not JSON (${error instanceof Error ? error.message : error})`,
		);
	}
}
