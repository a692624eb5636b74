import { defineSuite } from "quantgrid";

/** What eight bits cost and save, on the network of TensorFlow's tutorial "Deep MNIST for Experts". */
export default defineSuite({
	name: "mnist-eightbit",
	title: {
		en: "Deep MNIST: before and after eight bits",
		ja: "Deep MNIST: 8ビット量子化の前後",
		ko: "Deep MNIST: 8비트 양자화 전후",
	},
	models: ["deep-mnist"],
	variants: ["float32", "dynamic-range", "int8", "full-int8"],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2],
	dataset: "mnist",
	calibration: { source: "dataset", samples: 200 },
	tables: [
		{
			title: {
				en: "Accuracy, time for the 10,000 test images, file size",
				ja: "正答率、テスト画像 10,000 枚の実行時間、サイズ",
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
	charts: [
		{
			title: {
				en: "File size before and after",
				ja: "量子化前後のサイズ",
				ko: "양자화 전후의 파일 크기",
			},
			kind: "bar",
			x: "variant",
			metric: "sizeBytes",
		},
		{
			title: {
				en: "Time for the 10,000 test images",
				ja: "テスト画像 10,000 枚の実行時間",
				ko: "테스트 이미지 10,000장 처리 시간",
			},
			kind: "bar",
			x: "variant",
			metric: "datasetMs",
			where: { delegate: "builtin", threads: 1 },
		},
	],
	published: {
		source:
			"TensorFlowで量子化ニューラルネットワーク (2017): quantize_graph in mode eightbit, TensorFlow 1.3 on a CPU",
		figures: [
			{
				cells: { model: "deep-mnist", variant: "float32" },
				values: {
					accuracyTop1: 0.9922,
					datasetMs: 4880,
					sizeBytes: 13_000_000,
				},
			},
			{
				cells: { model: "deep-mnist", variant: "int8" },
				values: {
					accuracyTop1: 0.992,
					datasetMs: 7160,
					sizeBytes: 3_200_000,
				},
			},
		],
	},
});
