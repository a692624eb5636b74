import type { Axis, Metric } from "../plan/metrics.ts";
import type { Title } from "../plan/suite.ts";
import type { Language } from "./language.ts";
import type { ShownColumnName } from "./table.ts";

/** The words of a language: headings of columns, figures and sections. What a machine said stays as it said it. */
export type Headings = {
	readonly columns: { readonly [Name in ShownColumnName]: string };
	/** With the symbol of the unit, as a table's heading. */
	readonly metrics: { readonly [Name in Metric]: string };
	readonly axes: { readonly [Name in Axis]: string };
	/** Titles of variants in pivot tables; one that is not here goes by its id. */
	readonly variants: Readonly<Record<string, string>>;
	readonly charts: { readonly [Name in ChartName]: string };
	readonly chartNotes: { readonly hollow: string; readonly thinned: string };
	readonly published: string;
	readonly sections: { readonly [Name in SectionName]: string };
};

/** The name of a chart. */
export type ChartName = "latency" | "threads" | "size" | "accuracy" | "launches";

/** A part of a report that has a heading or a label. */
export type SectionName =
	| "cells"
	| "verdicts"
	| "allValid"
	| "reason"
	| "advice"
	| "charts"
	| "disagreements"
	| "noDisagreements"
	| "sample"
	| "reference"
	| "method"
	| "environment"
	| "fact"
	| "value"
	| "run"
	| "publishedSource"
	| "search"
	| "filter"
	| "all"
	| "valid"
	| "invalid"
	| "shown"
	| "untrusted"
	| "undrawn";

const en: Headings = {
	columns: {
		model: "model",
		variant: "variant",
		delegate: "delegate",
		threads: "threads",
		device: "device",
		accuracy: "accuracy",
		latency: "latency [ms]",
		interval: "95 % interval [ms]",
		minimum: "min [ms]",
		p90: "p90 [ms]",
		load: "load [ms]",
		first: "first [ms]",
		dataset: "dataset [ms]",
		size: "size [KB]",
		gzip: "gzip [KB]",
		memory: "memory [MB]",
		launches: "launches",
		samples: "samples",
		agreement: "agreement",
		disagreements: "disagreements",
		mcnemar: "McNemar p",
		outputError: "max output error",
		verdict: "verdict",
	},
	metrics: {
		accuracyTop1: "accuracy",
		accuracyTop5: "top-5 accuracy",
		datasetMs: "time [ms]",
		latencyMs: "latency [ms]",
		latencyMinMs: "min latency [ms]",
		loadMs: "load time [ms]",
		firstInferenceMs: "first inference [ms]",
		sizeBytes: "file size [KB]",
		sizeGzipBytes: "gzip size [KB]",
		peakMemoryBytes: "peak memory [MB]",
	},
	axes: { model: "model", variant: "variant", delegate: "delegate", threads: "threads", device: "device" },
	variants: {},
	charts: {
		latency: "Median latency with its 95 % interval",
		threads: "Median latency against threads",
		size: "File size",
		accuracy: "Top-1 accuracy",
		launches: "Samples of each launch",
	},
	chartNotes: {
		hollow: "hollow: not to be trusted, its verdict says why",
		thinned: "one line per launch; samples at evenly spread ranks, both ends included",
	},
	published: "published",
	sections: {
		cells: "All cells",
		verdicts: "Figures not to be trusted",
		allValid: "Every cell is valid.",
		reason: "reason",
		advice: "advice",
		charts: "Charts",
		disagreements: "Disagreements with the reference",
		noDisagreements: "No variant predicts anything else than its reference.",
		sample: "sample",
		reference: "reference",
		method: "Method",
		environment: "Environment",
		fact: "fact",
		value: "value",
		run: "Run",
		publishedSource: "Published figures from",
		search: "Search",
		filter: "Verdict",
		all: "all",
		valid: "valid",
		invalid: "invalid",
		shown: "shown",
		untrusted: "* not to be trusted; its verdict says why",
		undrawn: "This table cannot be drawn:",
	},
};

const ja: Headings = {
	columns: {
		model: "モデル",
		variant: "変種",
		delegate: "デリゲート",
		threads: "スレッド",
		device: "デバイス",
		accuracy: "精度",
		latency: "推論時間[ms]",
		interval: "95 %区間[ms]",
		minimum: "最小[ms]",
		p90: "p90[ms]",
		load: "ロード[ms]",
		first: "初回[ms]",
		dataset: "処理時間[ms]",
		size: "サイズ[KB]",
		gzip: "gzip[KB]",
		memory: "メモリ[MB]",
		launches: "起動回数",
		samples: "標本数",
		agreement: "一致率",
		disagreements: "不一致数",
		mcnemar: "McNemar p",
		outputError: "最大出力誤差",
		verdict: "判定",
	},
	metrics: {
		accuracyTop1: "精度(accuracy)",
		accuracyTop5: "top-5精度",
		datasetMs: "処理時間[ms]",
		latencyMs: "推論時間[ms]",
		latencyMinMs: "最小推論時間[ms]",
		loadMs: "ロード時間[ms]",
		firstInferenceMs: "初回推論[ms]",
		sizeBytes: "ファイルサイズ[KB]",
		sizeGzipBytes: "gzipサイズ[KB]",
		peakMemoryBytes: "最大メモリ[MB]",
	},
	axes: { model: "モデル", variant: "モデル", delegate: "デリゲート", threads: "スレッド", device: "デバイス" },
	variants: { float32: "通常モデル", float16: "量子化モデル(float16)", "as-is": "元のファイル" },
	charts: {
		latency: "推論時間の中央値と95 %区間",
		threads: "スレッド数と推論時間の中央値",
		size: "ファイルサイズ",
		accuracy: "Top-1精度",
		launches: "起動ごとの標本",
	},
	chartNotes: {
		hollow: "白抜き: 信頼できない値（判定に理由を記載）",
		thinned: "目盛りの各行が1回の起動。標本は順位の等間隔で間引き、両端を含む",
	},
	published: "公表値",
	sections: {
		cells: "全セル",
		verdicts: "信頼できない値",
		allValid: "すべてのセルが有効です。",
		reason: "理由",
		advice: "助言",
		charts: "グラフ",
		disagreements: "基準モデルとの不一致",
		noDisagreements: "基準モデルと異なる予測はありません。",
		sample: "標本",
		reference: "基準",
		method: "測定方法",
		environment: "環境",
		fact: "項目",
		value: "値",
		run: "実行",
		publishedSource: "公表値の出典",
		search: "検索",
		filter: "判定",
		all: "すべて",
		valid: "有効",
		invalid: "無効",
		shown: "表示",
		untrusted: "* 信頼できない値（判定に理由を記載）",
		undrawn: "この表は作成できません:",
	},
};

const ko: Headings = {
	columns: {
		model: "모델",
		variant: "변형",
		delegate: "델리게이트",
		threads: "스레드",
		device: "장치",
		accuracy: "정확도",
		latency: "추론 시간[ms]",
		interval: "95 % 구간[ms]",
		minimum: "최소[ms]",
		p90: "p90[ms]",
		load: "로드[ms]",
		first: "첫 추론[ms]",
		dataset: "처리 시간[ms]",
		size: "크기[KB]",
		gzip: "gzip[KB]",
		memory: "메모리[MB]",
		launches: "실행 횟수",
		samples: "표본 수",
		agreement: "일치율",
		disagreements: "불일치 수",
		mcnemar: "McNemar p",
		outputError: "최대 출력 오차",
		verdict: "판정",
	},
	metrics: {
		accuracyTop1: "정확도(accuracy)",
		accuracyTop5: "top-5 정확도",
		datasetMs: "처리 시간[ms]",
		latencyMs: "추론 시간[ms]",
		latencyMinMs: "최소 추론 시간[ms]",
		loadMs: "로드 시간[ms]",
		firstInferenceMs: "첫 추론[ms]",
		sizeBytes: "파일 크기[KB]",
		sizeGzipBytes: "gzip 크기[KB]",
		peakMemoryBytes: "최대 메모리[MB]",
	},
	axes: { model: "모델", variant: "모델", delegate: "델리게이트", threads: "스레드", device: "장치" },
	variants: { float32: "일반 모델", float16: "양자화 모델(float16)", "as-is": "원본 파일" },
	charts: {
		latency: "추론 시간 중앙값과 95 % 구간",
		threads: "스레드 수와 추론 시간 중앙값",
		size: "파일 크기",
		accuracy: "Top-1 정확도",
		launches: "실행별 표본",
	},
	chartNotes: {
		hollow: "속이 빈 표시: 신뢰할 수 없는 값 (이유는 판정에 있음)",
		thinned: "눈금 한 줄이 실행 한 번. 표본은 순위를 고르게 나누어 솎았고 양 끝을 포함",
	},
	published: "공표값",
	sections: {
		cells: "모든 셀",
		verdicts: "신뢰할 수 없는 값",
		allValid: "모든 셀이 유효합니다.",
		reason: "이유",
		advice: "조언",
		charts: "그래프",
		disagreements: "기준 모델과의 불일치",
		noDisagreements: "기준 모델과 다른 예측이 없습니다.",
		sample: "표본",
		reference: "기준",
		method: "측정 방법",
		environment: "환경",
		fact: "항목",
		value: "값",
		run: "실행",
		publishedSource: "공표값의 출처",
		search: "검색",
		filter: "판정",
		all: "전체",
		valid: "유효",
		invalid: "무효",
		shown: "표시",
		untrusted: "* 신뢰할 수 없는 값 (이유는 판정에 있음)",
		undrawn: "이 표는 만들 수 없습니다:",
	},
};

/** The words of every language. */
export const HEADINGS: Readonly<Record<Language, Headings>> = { en, ja, ko };

/** A title in a language; one that a suite gives only once serves for all. */
export function titleIn(lang: Language, title: Title): string {
	return typeof title === "string" ? title : title[lang];
}
