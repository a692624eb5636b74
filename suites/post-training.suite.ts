import { defineSuite } from "quantgrid";
import {
	NETWORKS,
	publishedLatencies,
	publishedSizes,
	SOURCE,
	VARIANTS,
} from "./published/post-training.ts";

/**
 * Five forms of four networks, as "TF2.0のKerasでPost-training quantization" compares them. Their weights are random, so there is no accuracy to compare.
 */
export default defineSuite({
	name: "post-training",
	title: {
		en: "Post-training quantization of four networks",
		ja: "4つのネットワークの Post-training quantization",
		ko: "네 가지 네트워크의 학습 후 양자화",
	},
	models: [...NETWORKS],
	variants: [...VARIANTS],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2, 3, 4],
	calibration: { source: "random", samples: 100 },
	tables: [
		{
			title: {
				en: "File size",
				ja: "モデルのファイルサイズ",
				ko: "모델 파일 크기",
			},
			rows: "model",
			columns: "variant",
			metrics: ["sizeBytes"],
			where: { delegate: "builtin", threads: 1 },
		},
		{
			title: {
				en: "Latency by threads",
				ja: "推論の処理時間(スレッド数別)",
				ko: "스레드 수별 추론 시간",
			},
			rows: "threads",
			columns: "variant",
			metrics: ["latencyMs"],
			splitBy: ["device", "delegate", "model"],
		},
		{
			title: {
				en: "Latency with one thread",
				ja: "推論の処理時間(1スレッド)",
				ko: "스레드 하나일 때 추론 시간",
			},
			rows: "model",
			columns: "variant",
			metrics: ["latencyMs"],
			splitBy: ["device", "delegate"],
			where: { threads: 1 },
		},
	],
	charts: [
		{
			title: {
				en: "File sizes of the models",
				ja: "各モデルのサイズを比較",
				ko: "모델별 파일 크기",
			},
			kind: "bar",
			x: "model",
			series: "variant",
			metric: "sizeBytes",
		},
		{
			title: {
				en: "Latency with one thread",
				ja: "推論の処理時間(1スレッド)",
				ko: "스레드 하나일 때 추론 시간",
			},
			kind: "bar",
			x: "model",
			series: "variant",
			metric: "latencyMs",
			splitBy: ["device"],
			panels: ["delegate"],
			where: { threads: 1 },
		},
		{
			title: {
				en: "Latency by threads",
				ja: "推論の処理時間(スレッド数別)",
				ko: "스레드 수별 추론 시간",
			},
			kind: "bar",
			x: "threads",
			series: "variant",
			metric: "latencyMs",
			splitBy: ["device", "delegate"],
			panels: ["model"],
		},
	],
	published: {
		source: SOURCE,
		figures: [...publishedSizes(), ...publishedLatencies()],
	},
});
