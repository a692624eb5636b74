import type { Builder } from "flatbuffers";

/** How a scalar lies in the file (little-endian) and which values it can hold. */
type Scalar<Value> = {
	readonly bytes: 1 | 2 | 4 | 8;
	readonly zero: Value;
	readonly holds: (value: unknown) => boolean;
	readonly read: (view: DataView, at: number) => Value;
	readonly write: (builder: Builder, value: Value) => void;
};

/** The scalars of the format, under the names its tables use. A 64-bit integer is a bigint. */
export const SCALARS = {
	bool: {
		bytes: 1,
		zero: false,
		holds: (value) => typeof value === "boolean",
		read: (view, at) => view.getUint8(at) !== 0,
		write: (builder, value) => builder.addInt8(value ? 1 : 0),
	} satisfies Scalar<boolean>,
	int8: {
		...integer(-(2 ** 7), 2 ** 7 - 1),
		bytes: 1,
		read: (view, at) => view.getInt8(at),
		write: (builder, value) => builder.addInt8(value),
	} satisfies Scalar<number>,
	uint8: {
		...integer(0, 2 ** 8 - 1),
		bytes: 1,
		read: (view, at) => view.getUint8(at),
		write: (builder, value) => builder.addInt8(value),
	} satisfies Scalar<number>,
	int16: {
		...integer(-(2 ** 15), 2 ** 15 - 1),
		bytes: 2,
		read: (view, at) => view.getInt16(at, true),
		write: (builder, value) => builder.addInt16(value),
	} satisfies Scalar<number>,
	uint16: {
		...integer(0, 2 ** 16 - 1),
		bytes: 2,
		read: (view, at) => view.getUint16(at, true),
		write: (builder, value) => builder.addInt16(value),
	} satisfies Scalar<number>,
	int32: {
		...integer(-(2 ** 31), 2 ** 31 - 1),
		bytes: 4,
		read: (view, at) => view.getInt32(at, true),
		write: (builder, value) => builder.addInt32(value),
	} satisfies Scalar<number>,
	uint32: {
		...integer(0, 2 ** 32 - 1),
		bytes: 4,
		read: (view, at) => view.getUint32(at, true),
		write: (builder, value) => builder.addInt32(value),
	} satisfies Scalar<number>,
	int64: {
		bytes: 8,
		zero: 0n,
		holds: (value) =>
			typeof value === "bigint" && BigInt.asIntN(64, value) === value,
		read: (view, at) => view.getBigInt64(at, true),
		write: (builder, value) => builder.addInt64(value),
	} satisfies Scalar<bigint>,
	uint64: {
		bytes: 8,
		zero: 0n,
		holds: (value) =>
			typeof value === "bigint" && BigInt.asUintN(64, value) === value,
		read: (view, at) => view.getBigUint64(at, true),
		write: (builder, value) => builder.addInt64(value),
	} satisfies Scalar<bigint>,
	float32: {
		bytes: 4,
		zero: 0,
		holds: (value) => typeof value === "number",
		read: (view, at) => view.getFloat32(at, true),
		write: (builder, value) => builder.addFloat32(value),
	} satisfies Scalar<number>,
	float64: {
		bytes: 8,
		zero: 0,
		holds: (value) => typeof value === "number",
		read: (view, at) => view.getFloat64(at, true),
		write: (builder, value) => builder.addFloat64(value),
	} satisfies Scalar<number>,
};

/** The name of a scalar. */
export type ScalarType = keyof typeof SCALARS;

/** What a scalar becomes in TypeScript: boolean, number or (64-bit integers) bigint. */
export type ScalarValue<Type extends ScalarType> = ReturnType<
	(typeof SCALARS)[Type]["read"]
>;

/** The scalar of a name, for a caller that knows the name only when it runs. */
export function scalar(type: ScalarType): Scalar<unknown> {
	return SCALARS[type] as Scalar<unknown>;
}

function integer(min: number, max: number) {
	return {
		zero: 0,
		holds: (value: unknown) =>
			Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
	};
}
