import { resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../lib/errors.ts";
import { DELEGATES, idsOf, PRESETS, VARIANTS } from "./axes.ts";
import { type CalibrationPlan, calibrationSchema } from "./calibration.ts";
import { datasetSchema, withAbsolutePaths } from "./dataset-ref.ts";
import {
	delegateSchema,
	delegateSetting,
	withAbsoluteLibrary,
} from "./delegate.ts";
import { METRICS } from "./metrics.ts";
import { modelSchema, withAbsolutePath } from "./model-ref.ts";
import { nameSchema } from "./name.ts";
import {
	type CellFilter,
	cellFilterSchema,
	chartSchema,
	tableSchema,
	titleSchema,
} from "./pivot-declaration.ts";
import { issueText } from "./suite-issues.ts";

const name = nameSchema;

const published = z.strictObject({
	source: z.string(),
	figures: z.array(
		z.strictObject({
			cells: cellFilterSchema,
			values: z.partialRecord(z.enum(idsOf(METRICS)), z.number()),
		}),
	),
});

const unique = <Item>(items: readonly Item[]): boolean =>
	new Set(items.map((item) => JSON.stringify(item))).size === items.length;

/** A list that names each of its values once. */
const axis = <Item extends z.ZodType>(item: Item) =>
	z.array(item).min(1).max(1000).refine(unique, "each value once");

const suiteFields = z.strictObject({
	name,
	title: titleSchema.optional(),
	models: axis(modelSchema).refine(
		(models) => unique(models.map(({ name }) => name)),
		"a name of its own for each model",
	),
	variants: axis(z.enum(idsOf(VARIANTS))),
	delegates: axis(delegateSchema)
		.refine(
			(delegates) =>
				unique(delegates.map((each) => delegateSetting(each).name)),
			"a name of its own for each delegate",
		)
		.default(["builtin", "xnnpack"]),
	threads: axis(z.int().min(1).max(256)).default([1]),
	devices: axis(name).default(["local"]),
	dataset: datasetSchema.optional(),
	calibration: calibrationSchema.prefault({}),
	/** The element type of the inputs and outputs of the variant full-int8. */
	io: z.enum(["int8", "uint8"]).default("int8"),
	preset: z.enum(idsOf(PRESETS)).default("quick"),
	seed: z.int().min(0).max(0xffff_ffff).default(1),
	timeoutMs: z.int().min(1000).max(86_400_000).default(300_000),
	reference: z.enum(idsOf(VARIANTS)).optional(),
	/** Whether the latency of a cell whose delegate left operators to the CPU is invalid. */
	requireFullDelegation: z.boolean().optional(),
	tables: z.array(tableSchema).default([]),
	charts: z.array(chartSchema).default([]),
	published: published.optional(),
});

const suiteSchema = suiteFields.superRefine((suite, context) => {
	const known = new Set<string>([
		...idsOf(DELEGATES),
		...suite.delegates.map((each) => delegateSetting(each).name),
	]);
	const filters = [
		...filtersOf("tables", suite.tables),
		...filtersOf("charts", suite.charts),
		...(suite.published?.figures ?? []).map(({ cells }, index) => ({
			filter: cells,
			path: ["published", "figures", index, "cells", "delegate"],
		})),
	];
	for (const { filter, path } of filters) {
		if (filter.delegate !== undefined && !known.has(filter.delegate)) {
			const names = [...known].map((each) => JSON.stringify(each)).join(", ");
			context.addIssue({ code: "custom", path, message: `one of ${names}` });
		}
	}
});

function filtersOf(
	field: "tables" | "charts",
	pivots: readonly { readonly where: CellFilter }[],
) {
	return pivots.map(({ where }, index) => ({
		filter: where,
		path: [field, index, "where", "delegate"],
	}));
}

/** What a suite file may say: the declaration of a grid, its defaults left out where they suit. */
export type SuiteDeclaration = z.input<typeof suiteSchema>;

/** A checked suite: every default filled in, every path absolute. */
export type Suite = z.output<typeof suiteSchema>;

export type { SuiteDataset } from "./dataset-ref.ts";
export type { ModelRef } from "./model-ref.ts";
export type {
	CellFilter,
	ChartDeclaration,
	TableDeclaration,
	Title,
} from "./pivot-declaration.ts";

/** Figures that somebody published, to be shown beside ours. */
export type Published = NonNullable<Suite["published"]>;

/** Declares a suite; gives it back as it is, so that editors can complete and check it. */
export function defineSuite(suite: SuiteDeclaration): SuiteDeclaration {
	return suite;
}

/**
 * Checks what a suite file exports and fills in the defaults. Relative paths are taken from the folder of the file.
 * Throws a UserError that names each wrong path in the suite, what was found and what was expected.
 */
export function parseSuite(
	input: unknown,
	from: { readonly file: string; readonly directory: string },
): Suite {
	const result = suiteSchema.safeParse(input);
	if (!result.success) {
		const issues = result.error.issues.map(
			(issue) => `  ${issueText(issue, input)}`,
		);
		throw new UserError(
			`${from.file}: this is not a valid suite:\n${issues.join("\n")}`,
		);
	}
	const { directory } = from;
	const { models, delegates, dataset, calibration } = result.data;
	return {
		...result.data,
		models: models.map((model) => withAbsolutePath(model, directory)),
		delegates: delegates.map((each) => withAbsoluteLibrary(each, directory)),
		...(dataset && { dataset: withAbsolutePaths(dataset, directory) }),
		calibration: withAbsoluteFiles(calibration, directory),
	};
}

function withAbsoluteFiles(
	plan: CalibrationPlan,
	directory: string,
): CalibrationPlan {
	const { source } = plan;
	return typeof source === "object" && "npy" in source
		? {
				...plan,
				source: { npy: source.npy.map((path) => resolve(directory, path)) },
			}
		: plan;
}
