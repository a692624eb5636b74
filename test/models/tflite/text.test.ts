import { test } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../lib/random.ts";
import { decodeText, encodeText } from "../../../models/tflite/text.ts";

const SEED = 11;

test("well-formed UTF-8 is read as it is, a byte order mark and NUL included", () => {
	for (const text of ["", "plain", "\ufeffmark", "a\0b", "é日本𝄞\u{10ffff}"]) {
		assert.is(decodeText(Buffer.from(text)), text);
	}
});

test("a byte that is not UTF-8 becomes the lone surrogate U+DC00 + byte", () => {
	assert.is(decodeText(Uint8Array.of(0x61, 0xff, 0x62)), "a\udcffb");
	assert.is(decodeText(Uint8Array.of(0xed, 0xa0, 0x80)), "\udced\udca0\udc80");
	assert.is(decodeText(Uint8Array.of(0xc0, 0x80)), "\udcc0\udc80");
	assert.is(decodeText(Uint8Array.of(0xe6, 0x97)), "\udce6\udc97");
});

test(`any bytes come back as they were (seed ${SEED})`, () => {
	const random = seededRandom(SEED);
	const bytes = [0x00, 0x41, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x82, 0xed, 0xa0];
	const pool = [...bytes, 0xf0, 0x9d, 0x84, 0x9e, 0xf4, 0x90, 0xff];
	for (let n = 0; n < 3000; n++) {
		const length = Math.floor(random() * 12);
		const drawn = Uint8Array.from(
			{ length },
			() => pool[Math.floor(random() * pool.length)] ?? 0,
		);
		assert.equal(encodeText(decodeText(drawn)), drawn);
	}
});

test("a lone surrogate that stands for no byte cannot be encoded", () => {
	assert.is(encodeText("a\ud800"), undefined);
	assert.is(encodeText("\udc7f"), undefined);
	assert.is(encodeText("\udd00"), undefined);
});

test.run();
