import type { PageOpening } from "./litert-web/page-api.ts";

type Refusal = Extract<PageOpening, { status: "refused" }>;

/** Whether LiteRT.js could not even read the file: it says nothing more then. */
export function isUnreadable({ message, log }: Refusal): boolean {
	return message === "Failed to load model from buffer" && log.length === 0;
}

/** Why LiteRT.js refuses a model, as one sentence. */
export function describeRefusal({ message, log }: Refusal): string {
	const type = /Element type (\w+) is not supported/.exec(message)?.[1];
	if (type !== undefined) {
		return `The model has an input or output of type ${type.toLowerCase()}, which LiteRT.js cannot exchange ("${message}"); it knows float32, int32 and uint8.`;
	}
	return `LiteRT.js refuses the model: ${describeLog(log.length > 0 ? log.join(" ") : message)}`;
}

/** What stands in LiteRT's log, as a sentence without the places in its source. */
export function describeLog(text: string): string {
	const operator = /Encountered unresolved custom op: (.+?)\.(?:\s|$)/.exec(
		text,
	)?.[1];
	if (operator !== undefined) {
		return `it has no custom operator "${operator}".`;
	}
	const reason = text
		.replaceAll(
			/(?:└ )?(?:ERROR:|[EF]\d{4} [\d:.]+ +\d+) *(?:\[?[\w./]+:\d+\])? */g,
			"",
		)
		.trim();
	return `${(reason || text.trim()).replace(/\.$/, "")}.`;
}
