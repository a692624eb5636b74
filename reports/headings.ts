import type { Axis, Metric } from "../plan/metrics.ts";
import type { Title } from "../plan/suite.ts";
import { en } from "./headings/en.ts";
import { ja } from "./headings/ja.ts";
import { ko } from "./headings/ko.ts";
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
	readonly chartNotes: {
		readonly hollow: string;
		readonly thinned: string;
		/** With `{shown}` and `{all}` for two counts. */
		readonly partial: string;
		readonly timesMedian: string;
		readonly timesDevice: string;
		readonly fitted: string;
		readonly missing: string;
		readonly noFigures: string;
	};
	/** Whose figure it is: of this run, or published by others. */
	readonly ours: string;
	readonly published: string;
	readonly origin: string;
	readonly scaling: {
		readonly title: string;
		/** What each row speaks of: a model with its variant, delegate and device. */
		readonly subject: string;
		readonly serialFraction: string;
		readonly interval: string;
		/** What one number of threads gives by itself, before that number. */
		readonly alone: string;
	};
	readonly agreement: {
		readonly title: string;
		readonly differing: string;
		readonly largest: string;
		readonly mean: string;
		readonly onlyFirstRight: string;
		readonly onlyOtherRight: string;
	};
	readonly sections: { readonly [Name in SectionName]: string };
};

/** The name of a chart. */
export type ChartName =
	| "latency"
	| "delegates"
	| "threads"
	| "devices"
	| "size"
	| "accuracy"
	| "launches";

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
	| "undrawn"
	| "undrawnChart"
	| "cell"
	| "cellCount"
	| "launch";

/** The words of every language. */
export const HEADINGS: Readonly<Record<Language, Headings>> = { en, ja, ko };

/** A title in a language; one that a suite gives only once serves for all. */
export function titleIn(lang: Language, title: Title): string {
	return typeof title === "string" ? title : title[lang];
}
