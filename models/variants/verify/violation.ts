/** The rules that a quantized model can break without a runtime noticing, or that make one refuse it. */
export const QUANTIZATION_RULES = {
	"accepted-version": "the native runtime takes the operator in this version",
	"needed-version": "the version is one that knows the operator's types",
	"element-types": "an operator computes in integers throughout, or in floats",
	"activation-scale": "an int8 activation has one scale and a zero point",
	"same-scale": "an operator that copies bytes has one scale on both sides",
	"fixed-output": "an output has the scale that its kernel gives it",
	"scale-ratio": "the scales are near enough for the kernel's arithmetic",
	saturation: "a result beyond the range stays at its end",
	"weight-axis": "weights have scales along the axis their kernel reads",
	"weight-values": "int8 weights are symmetric, within -127 and 127",
	"bias-missing": "a convolution has a bias",
	"bias-type": "a bias is int32 beside int8 data, and float beside floats",
	"bias-scale": "a bias has the scale input scale x weight scale",
	"bias-overflow": "a bias leaves half of what int32 holds to the sum",
	conversion: "QUANTIZE and DEQUANTIZE join a float and a quantized tensor",
	"legacy-uint8": "8-bit computation is signed",
} as const;

/** The id of a rule of quantized models. */
export type QuantizationRule = keyof typeof QUANTIZATION_RULES;

/** A broken rule: where, what was found and what was expected. */
export type Violation = {
	readonly rule: QuantizationRule;
	/** The operator's place and name, like `subgraphs[0].operators[3] CONV_2D`. */
	readonly operator: string;
	/** The name of the tensor it is about; null where it is about the operator. */
	readonly tensor: string | null;
	readonly found: string;
	readonly expected: string;
};
