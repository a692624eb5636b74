import { z } from "zod";
import { idsOf, VARIANTS } from "./axes.ts";
import { AXES, METRICS } from "./metrics.ts";
import { nameSchema } from "./name.ts";

/** The shape of a title: one text, or one for each language of the reports. */
export const titleSchema = z.union([
	z.string(),
	z.strictObject({ en: z.string(), ja: z.string(), ko: z.string() }),
]);

/** A text, or one for each language of the reports. */
export type Title = z.output<typeof titleSchema>;

/** The shape of a filter: which cells are meant; an absent axis means all of its values. */
export const cellFilterSchema = z.strictObject({
	model: nameSchema.optional(),
	variant: z.enum(idsOf(VARIANTS)).optional(),
	delegate: nameSchema.optional(),
	threads: z.int().min(1).optional(),
	device: nameSchema.optional(),
});

/** Which cells are meant: an absent axis means all of its values. */
export type CellFilter = z.output<typeof cellFilterSchema>;

const axis = z.enum(AXES);
const metric = z.enum(idsOf(METRICS));

/** What tables and charts share: a title, the cells they speak of, the axes along which they are repeated. */
const shared = {
	title: titleSchema,
	splitBy: z.array(axis).default([]),
	where: cellFilterSchema.default({}),
};

/** The shape of a table that a suite declares. */
export const tableSchema = z.strictObject({
	...shared,
	rows: axis,
	columns: z.union([axis, z.literal("metric")]),
	metrics: z.array(metric).min(1),
});

/** A table declared as a pivot: what goes down, what goes across, which figures fill it. */
export type TableDeclaration = z.output<typeof tableSchema>;

/** The shape of a chart that a suite declares. */
export const chartSchema = z.strictObject({
	...shared,
	kind: z.enum(["bar", "line"]),
	x: axis,
	/** The axis whose values have a colour each. */
	series: axis.optional(),
	/** The axes whose values have a panel each, side by side in one picture. */
	panels: z.array(axis).default([]),
	metric,
});

/** A chart declared as a pivot: what goes across, what the colours and panels mean, which figure it draws. */
export type ChartDeclaration = z.output<typeof chartSchema>;
