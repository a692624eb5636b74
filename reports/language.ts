/** The languages that the headings of reports come in. */
export const LANGUAGES = ["en", "ja", "ko"] as const;

/** A language of the reports' headings. */
export type Language = (typeof LANGUAGES)[number];
