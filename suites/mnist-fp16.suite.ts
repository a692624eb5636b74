import { defineSuite } from "quantgrid";

/** What float16 costs and saves, on the network that the TensorFlow Lite tutorial trains on MNIST. */
export default defineSuite({
	name: "mnist-fp16",
	title: {
		en: "MNIST: float32 against float16",
		ja: "MNIST: float32 と float16 の比較",
		ko: "MNIST: float32와 float16 비교",
	},
	models: ["mnist-cnn"],
	variants: ["float32", "float16"],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2],
	dataset: "mnist",
	tables: [
		{
			title: {
				en: "Accuracy, time for the 10,000 test images, file size",
				ja: "精度、テスト画像 10,000 枚の処理時間、ファイルサイズ",
				ko: "정확도, 테스트 이미지 10,000장 처리 시간, 파일 크기",
			},
			rows: "variant",
			columns: "metric",
			metrics: ["accuracyTop1", "datasetMs", "sizeBytes"],
			where: { delegate: "builtin", threads: 1 },
		},
		{
			title: {
				en: "Median latency",
				ja: "推論時間の中央値",
				ko: "추론 시간 중앙값",
			},
			rows: "threads",
			columns: "variant",
			metrics: ["latencyMs"],
			splitBy: ["delegate"],
		},
	],
	published: {
		source:
			"Deep-learning course report, section 3: float16 quantization of an MNIST CNN (TensorFlow Lite, Python)",
		figures: [
			{
				cells: { model: "mnist-cnn", variant: "float32" },
				values: { accuracyTop1: 0.9601, datasetMs: 1941, sizeBytes: 83_000 },
			},
			{
				cells: { model: "mnist-cnn", variant: "float16" },
				values: { accuracyTop1: 0.9601, datasetMs: 1938, sizeBytes: 44_000 },
			},
		],
	},
});
