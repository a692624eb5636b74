import * as assert from "uvu/assert";
import type { Chart } from "../../reports/charts/chart.ts";

/** The figures that a chart draws. */
export function valuesOf<Value = Readonly<Record<string, unknown>>>(
	chart: Chart | undefined,
): readonly Value[] {
	assert.ok(chart, "there is no such chart");
	return (chart.spec as unknown as { data: { values: readonly Value[] } }).data
		.values;
}
