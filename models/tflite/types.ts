import type { EnumMember, EnumName, EnumValue } from "./schema/enums.ts";
import type { ScalarType, ScalarValue } from "./schema/scalars.ts";
import type { TABLES, TableName } from "./schema/schema.ts";
import type { UNIONS, UnionName } from "./schema/unions.ts";

/**
 * The value of a table of the format. Scalars and enums are always there (an absent one has its default); strings,
 * vectors, tables and unions may be absent, which is not the same as empty. Enums are names (a number where the schema
 * has no name for it), 64-bit integers are bigints, `[uint8]` is a Uint8Array, other vectors are plain arrays.
 */
export type Table<Name extends TableName> = Flat<
	{
		readonly [Field in InlineField<Name>]: FieldValue<Fields<Name>[Field]>;
	} & {
		readonly [Field in Exclude<keyof Fields<Name>, InlineField<Name>>]?:
			| FieldValue<Fields<Name>[Field]>
			| undefined;
	}
>;

/** The value of a union: which table it holds, and that table. */
export type Union<Name extends UnionName> = {
	[Member in UnionMember<Name>]: {
		readonly type: Member;
		readonly value: Table<Member>;
	};
}[UnionMember<Name>];

/** The tables a union may hold. */
export type UnionMember<Name extends UnionName> = (typeof UNIONS)[Name][number];

/**
 * A whole .tflite file. `appended` is what follows the flatbuffer, from its first byte that is not zero: TFLite Metadata
 * keeps its associated files there, as a ZIP.
 */
export type Model = Table<"Model"> & {
	readonly appended?: Uint8Array | undefined;
};

/** A graph: its tensors, and its operators in the order they run. */
export type SubGraph = Table<"SubGraph">;
/** A tensor of a subgraph: its type, shape, quantization, and the buffer of a constant. */
export type Tensor = Table<"Tensor">;
/** One step of a subgraph: an index into the operator codes, and indices of tensors (-1: none). */
export type Operator = Table<"Operator">;
/** An operator the model uses, in a version; `builtinCode()` says which of its two codes counts. */
export type OperatorCode = Table<"OperatorCode">;
/** The bytes of tensors. Bytes that lie outside the flatbuffer are `data` all the same, with `offset` 1n to say so. */
export type Buffer = Table<"Buffer">;
/** How real numbers became stored ones: scales and zero points, and the ranges they were made from. */
export type QuantizationParameters = Table<"QuantizationParameters">;
/** Names by which a program may call a subgraph and its tensors. */
export type SignatureDef = Table<"SignatureDef">;
/** The options of a builtin operator. */
export type BuiltinOptions = Union<"BuiltinOptions">;
/** The options of the operators that came when the first union was full. */
export type BuiltinOptions2 = Union<"BuiltinOptions2">;
/** The element types of tensors, by name. */
export type TensorType = EnumMember<"TensorType">;
/** The operators of the format, by name. */
export type BuiltinOperator = EnumMember<"BuiltinOperator">;

/** Something to know about a place in a model: its path, like `subgraphs[0].tensors[3].shape`, and what is the matter. */
export type Finding = { readonly path: string; readonly problem: string };

type Fields<Name extends TableName> = (typeof TABLES)[Name];

type InlineField<Name extends TableName> = {
	[Field in keyof Fields<Name>]: Fields<Name>[Field] extends InlineNotation
		? Field
		: never;
}[keyof Fields<Name>];

type InlineNotation =
	| ScalarType
	| EnumName
	| `${ScalarType | EnumName} = ${string}`;

type FieldValue<Notation> = Notation extends `[${infer Element}]${string}`
	? VectorValue<Element>
	: Notation extends "string"
		? string
		: Notation extends UnionName
			? Union<Notation>
			: Notation extends `${infer Type} = ${string}`
				? ElementValue<Type>
				: ElementValue<Notation>;

type VectorValue<Element> = Element extends "uint8"
	? Uint8Array
	: readonly ElementValue<Element>[];

type ElementValue<Type> = Type extends ScalarType
	? ScalarValue<Type>
	: Type extends EnumName
		? EnumValue<Type>
		: Type extends TableName
			? Table<Type>
			: never;

type Flat<Type> = { [Key in keyof Type]: Type[Key] };
