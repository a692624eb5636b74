import { defineSuite } from "quantgrid";
import {
	NETWORKS,
	publishedLatencies,
	SOURCE,
	VARIANTS,
} from "./published/post-training.ts";

/**
 * How four networks scale with threads, beside what a Raspberry Pi 3 B+ and a Jetson Nano were published to reach. To
 * measure on boards of yours: `quantgrid run suites/thread-scaling.suite.ts --device my-pi --device my-jetson`.
 */
export default defineSuite({
	name: "thread-scaling",
	title: {
		en: "Thread scaling of four networks",
		ja: "4つのネットワークのマルチスレッド効果",
		ko: "네 가지 네트워크의 스레드 확장성",
	},
	models: [...NETWORKS],
	variants: [...VARIANTS],
	delegates: ["builtin", "xnnpack"],
	threads: [1, 2, 3, 4],
	calibration: { source: "random", samples: 100 },
	tables: [
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
				en: "Speed-up by threads",
				ja: "スレッド数による速度向上率",
				ko: "스레드 수별 속도 향상률",
			},
			rows: "threads",
			columns: "variant",
			metrics: ["speedUp"],
			splitBy: ["device", "delegate", "model"],
		},
	],
	charts: [
		{
			title: {
				en: "Latency against threads",
				ja: "スレッド数と推論時間",
				ko: "스레드 수와 추론 시간",
			},
			kind: "line",
			x: "threads",
			series: "variant",
			metric: "latencyMs",
			splitBy: ["device", "delegate"],
			panels: ["model"],
		},
		{
			title: {
				en: "Speed-up against threads",
				ja: "スレッド数と速度向上率",
				ko: "스레드 수와 속도 향상률",
			},
			kind: "line",
			x: "threads",
			series: "variant",
			metric: "speedUp",
			splitBy: ["device", "delegate"],
			panels: ["model"],
		},
		{
			title: {
				en: "Parallel efficiency against threads",
				ja: "スレッド数と並列化効率",
				ko: "스레드 수와 병렬 효율",
			},
			kind: "line",
			x: "threads",
			series: "variant",
			metric: "parallelEfficiency",
			splitBy: ["device", "delegate"],
			panels: ["model"],
		},
	],
	published: {
		source: SOURCE,
		figures: publishedLatencies(["raspberry-pi-3b-plus", "jetson-nano"]),
	},
});
