import { defineSuite } from "quantgrid";

/** Two networks before conversion, as .tflite files and compiled for the Edge TPU, on the delegates side by side. */
export default defineSuite({
	name: "delegates",
	title: {
		en: "Two networks on every delegate",
		ja: "2つのネットワーク: デリゲートの比較",
		ko: "두 네트워크: 델리게이트 비교",
	},
	models: ["mnist-cnn", "mobilenet-v2"],
	variants: ["source", "float32", "float16", "int8", "full-int8", "edgetpu"],
	delegates: ["builtin", "xnnpack", "wasm", "webgpu", "edgetpu", "tfjs-wasm"],
	threads: [1, 2],
	dataset: "mnist",
	reference: "float32",
	tables: [
		{
			title: {
				en: "Median latency",
				ja: "推論時間の中央値",
				ko: "추론 시간 중앙값",
			},
			rows: "delegate",
			columns: "variant",
			metrics: ["latencyMs"],
			splitBy: ["model", "threads"],
		},
		{
			title: {
				en: "Accuracy",
				ja: "精度",
				ko: "정확도",
			},
			rows: "delegate",
			columns: "variant",
			metrics: ["accuracyTop1"],
			where: { model: "mnist-cnn", threads: 1 },
		},
	],
});
