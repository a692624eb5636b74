import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	affineQuantization,
	builtinCode,
	builtinOperatorCode,
	createTable,
	elementCount,
	isConstant,
	type Model,
	operatorName,
	tensorData,
	tensorSizeBytes,
	tensorValues,
} from "../../../models/tflite/index.ts";

test("an operator is the greater of its two codes", () => {
	const code = (deprecatedBuiltinCode: number, builtinCode: "ADD" | "CUMSUM") =>
		createTable("OperatorCode", { deprecatedBuiltinCode, builtinCode });
	assert.is(builtinCode(code(3, "ADD")), "CONV_2D");
	assert.is(builtinCode(code(127, "CUMSUM")), "CUMSUM");
	assert.is(builtinCode(code(0, "ADD")), "ADD");
	const future = createTable("OperatorCode", { builtinCode: 5000 });
	assert.is(builtinCode(future), 5000);
});

test("a new operator code carries both numbers, the old one capped at 127", () => {
	assert.equal(builtinOperatorCode("CONV_2D", 3), {
		deprecatedBuiltinCode: 3,
		builtinCode: "CONV_2D",
		version: 3,
	});
	const cumsum = builtinOperatorCode("CUMSUM", 1);
	assert.is(cumsum.deprecatedBuiltinCode, 127);
	assert.is(builtinCode(cumsum), "CUMSUM");
});

test("an operator has the name of its builtin, its custom code, or says that it is unknown", () => {
	const operatorCodes = [
		builtinOperatorCode("SOFTMAX", 1),
		{ ...builtinOperatorCode("CUSTOM", 1), customCode: "edgetpu-custom-op" },
		createTable("OperatorCode", { builtinCode: 5000 }),
	];
	const model = createTable("Model", { version: 3, operatorCodes });
	const names = [0, 1, 2, 3].map((opcodeIndex) =>
		operatorName(model, createTable("Operator", { opcodeIndex })),
	);
	assert.equal(names, [
		"SOFTMAX",
		"edgetpu-custom-op",
		"UNKNOWN builtin 5000",
		"UNKNOWN opcode 3",
	]);
});

test("a tensor's size follows from its type and shape, packed below a byte", () => {
	const size = (type: "FLOAT32" | "INT4" | "STRING", shape: number[]) =>
		tensorSizeBytes(createTable("Tensor", { type, shape }));
	assert.is(size("FLOAT32", [2, 3]), 24);
	assert.is(size("FLOAT32", []), 4);
	assert.is(size("INT4", [5]), 3);
	assert.is(size("STRING", [5]), undefined);
	assert.is(elementCount(), 1);
});

test("the values of a constant are an array of its type, whatever its alignment", () => {
	const numbers = Float32Array.of(1.5, -2, 1e-40);
	for (const shift of [0, 1, 2, 4]) {
		const bytes = Buffer.alloc(64);
		const data = bytes.subarray(shift, shift + 12);
		data.set(new Uint8Array(numbers.buffer));
		const { model, tensor } = constant("FLOAT32", data);
		assert.equal(tensorValues(model, tensor), numbers);
	}
});

test("a half float comes as its bits, a packed type not at all", () => {
	const data = Uint8Array.of(0x00, 0x3c, 0xff, 0x7b);
	const half = constant("FLOAT16", data);
	assert.equal(
		tensorValues(half.model, half.tensor),
		Uint16Array.of(0x3c00, 0x7bff),
	);
	const packed = constant("INT4", data);
	assert.is(tensorValues(packed.model, packed.tensor), undefined);
	assert.equal(tensorData(packed.model, packed.tensor), data);
});

test("a tensor without bytes is no constant", () => {
	const { model, tensor } = constant("INT8", new Uint8Array());
	assert.not.ok(isConstant(model, tensor));
	const nowhere = createTable("Tensor", { buffer: 9 });
	assert.not.ok(isConstant(model, nowhere));
});

test("affine quantization has a zero point for every scale, and is absent without scales", () => {
	const quantization = createTable("QuantizationParameters", {
		scale: [0.5, 0.25],
		quantizedDimension: 3,
	});
	assert.equal(affineQuantization(createTable("Tensor", { quantization })), {
		scales: [0.5, 0.25],
		zeroPoints: [0, 0],
		dimension: 3,
	});
	const ranges = createTable("QuantizationParameters", { min: [0], max: [1] });
	const ranged = createTable("Tensor", { quantization: ranges });
	assert.is(affineQuantization(ranged), undefined);
});

function constant(
	type: "FLOAT32" | "FLOAT16" | "INT8" | "INT4",
	data: Uint8Array,
) {
	const tensor = createTable("Tensor", { type, buffer: 1 });
	const buffers = [{}, { data }].map((given) => createTable("Buffer", given));
	const model: Model = createTable("Model", { version: 3, buffers });
	return { model, tensor };
}

test.run();
