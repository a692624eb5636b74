const LARGEST_HALF = 65504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * Rounds 32-bit floats to IEEE 754 binary16, halves to even, after clamping them to ±65504, so that no finite weight
 * becomes infinite. Gives the 16-bit patterns.
 */
export function halfBits(values: Float32Array): Uint16Array {
	return Uint16Array.from(values, halfBitsOf);
}

function halfBitsOf(value: number): number {
	float[0] = Math.min(LARGEST_HALF, Math.max(-LARGEST_HALF, value));
	const pattern = bits[0] as number;
	const sign = (pattern >>> 16) & 0x8000;
	const magnitude = pattern & 0x7fff_ffff;
	if (magnitude > 0x7f80_0000) {
		return sign | 0x7e00;
	}
	if (magnitude >= 0x3880_0000) {
		// A normal half: shift the exponent's bias from 127 to 15, then drop 13 bits of the fraction.
		return sign | roundedShift(magnitude - (112 << 23), 13);
	}
	// A subnormal half counts units of 2^-24; below half a unit it is zero.
	const exponent = magnitude >>> 23;
	if (exponent < 102) {
		return sign;
	}
	const fraction = (magnitude & 0x7f_ffff) | 0x80_0000;
	return sign | roundedShift(fraction, 126 - exponent);
}

function roundedShift(value: number, shift: number): number {
	const kept = value >>> shift;
	const dropped = value & ((1 << shift) - 1);
	const half = 1 << (shift - 1);
	return dropped > half || (dropped === half && (kept & 1) === 1)
		? kept + 1
		: kept;
}

/** The values of IEEE 754 binary16 patterns, as 32-bit floats; every one is exact. */
export function halfValues(patterns: Uint16Array): Float32Array {
	return Float32Array.from(patterns, (pattern) => {
		const sign = pattern & 0x8000 ? -1 : 1;
		const exponent = (pattern >>> 10) & 0x1f;
		const fraction = pattern & 0x3ff;
		if (exponent === 0x1f) {
			return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
		}
		return exponent === 0
			? sign * fraction * 2 ** -24
			: sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
	});
}
