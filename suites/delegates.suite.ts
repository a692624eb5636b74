import { defineSuite } from "quantgrid";

/** The same network before conversion, as .tflite files and compiled for the Edge TPU, on every delegate there is. */
export default defineSuite({
	name: "delegates",
	title: {
		en: "MNIST on every delegate",
		ja: "MNIST: デリゲートの比較",
		ko: "MNIST: 델리게이트 비교",
	},
	models: ["mnist-cnn"],
	variants: ["source", "float32", "float16", "edgetpu"],
	delegates: [
		"builtin",
		"xnnpack",
		"gpu",
		"wasm",
		"webgpu",
		"edgetpu",
		"tfjs-wasm",
		"tfjs-node",
	],
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
			splitBy: ["threads"],
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
			where: { threads: 1 },
		},
	],
});
