import { Option } from "commander";
import { LANGUAGES, type Language } from "../reports/language.ts";

/** The options of every command that writes a report. */
export type ReportOptions = { readonly lang: Language };

/** `--lang`: the language of the headings. */
export function languageOption(): Option {
	return new Option("--lang <language>", "the language of the headings")
		.choices(LANGUAGES)
		.default("en");
}
