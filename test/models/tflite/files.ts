import { sharedModel } from "../../support/shared.ts";

const NAMES = [
	"ad01_fp32",
	"ad01_int8",
	"hello_world_float",
	"keras_lstm_mnist_ptq",
	"kws_ref_model",
	"kws_ref_model_float32",
	"mnist_lstm_float",
	"mnist_lstm_int8",
	"mobilenet_v1_0.25_128_quant",
	"mobilenet_v1_0.25_128_quant_edgetpu",
	"model_invoking_error",
	"pretrainedResnet",
	"pretrainedResnet_quant",
	"tf2_mobilenet_v2_1.0_224_ptq",
];

/** The paths of the real .tflite files in `../shared/models`; says so where they are absent. */
export function sharedTfliteFiles(): readonly string[] {
	const paths = NAMES.map((name) => sharedModel(`${name}.tflite`));
	const present = paths.filter((path) => path !== undefined);
	if (present.length < NAMES.length) {
		const missing = NAMES.length - present.length;
		console.log(`skipped: ${missing} files of ../shared/models are absent`);
	}
	return present;
}
