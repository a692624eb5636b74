import type { Entry } from "../history/entry.ts";
import { toCsv } from "./csv.ts";
import { toJson } from "./json.ts";
import type { Language } from "./language.ts";
import { summarize } from "./summary.ts";

/** How a report is made. */
export type ReportOptions = { readonly lang: Language };

/** Every file of a run's report: its content by its path, relative to the folder of the run. */
export async function reportFiles(
	entries: readonly Entry[],
	{ lang }: ReportOptions,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
	const summary = summarize(entries);
	void lang;
	return new Map([
		["results.csv", toCsv(summary)],
		["results.json", toJson(summary)],
	]);
}
