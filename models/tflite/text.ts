const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();
const ESCAPE = 0xdc00;
const ESCAPES = Array.from({ length: 128 }, (_, index) =>
	String.fromCharCode(ESCAPE + 0x80 + index),
);
const SECOND_BYTE_LOW: Readonly<Record<number, number>> = {
	224: 0xa0,
	240: 0x90,
};
const SECOND_BYTE_HIGH: Readonly<Record<number, number>> = {
	237: 0x9f,
	244: 0x8f,
};

/**
 * The text of UTF-8 bytes. A byte that is not valid UTF-8 becomes the lone surrogate U+DC00 + byte, so that
 * `encodeText` gives the same bytes again (the scheme of Python's PEP 383).
 */
export function decodeText(bytes: Uint8Array): string {
	try {
		return STRICT.decode(bytes);
	} catch {
		return decodeWithEscapes(bytes);
	}
}

/** The UTF-8 bytes of a text from `decodeText` or of any well-formed string; undefined when it holds another lone surrogate. */
export function encodeText(text: string): Uint8Array | undefined {
	if (!/\p{Surrogate}/u.test(text)) {
		return ENCODER.encode(text);
	}
	const bytes: number[] = [];
	for (const character of text) {
		const escaped = (character.codePointAt(0) ?? 0) - ESCAPE;
		if (escaped >= 0x80 && escaped <= 0xff) {
			bytes.push(escaped);
		} else if (/\p{Surrogate}/u.test(character)) {
			return undefined;
		} else {
			bytes.push(...ENCODER.encode(character));
		}
	}
	return Uint8Array.from(bytes);
}

function decodeWithEscapes(bytes: Uint8Array): string {
	const parts: string[] = [];
	let start = 0;
	let at = 0;
	while (at < bytes.length) {
		const length = sequenceLength(bytes, at);
		if (length === 0) {
			parts.push(STRICT.decode(bytes.subarray(start, at)));
			parts.push(ESCAPES[(bytes[at] ?? 0) - 0x80] ?? "");
			start = at + 1;
		}
		at += Math.max(1, length);
	}
	parts.push(STRICT.decode(bytes.subarray(start)));
	return parts.join("");
}

/** How many bytes the well-formed sequence at `at` has, or 0 where there is none (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 | 4 {
	const lead = bytes[at] ?? 0;
	if (lead < 0x80) return 1;
	const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	const low = SECOND_BYTE_LOW[lead] ?? 0x80;
	const high = SECOND_BYTE_HIGH[lead] ?? 0xbf;
	const second = bytes[at + 1] ?? 0;
	if (lead < 0xc2 || lead > 0xf4 || second < low || second > high) return 0;
	for (let next = at + 2; next < at + length; next++) {
		if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
	}
	return length;
}
