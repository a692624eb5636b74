import { formatCount } from "../format.ts";
import { codeSpan, quietText } from "../markdown-text.ts";
import { truncate } from "../text-layout.ts";
import { type Claim, claimText, claimTitle } from "./claim.ts";
import type { ClaimGroup, Digest } from "./digest.ts";
import type { Group } from "./groups.ts";

/** How changes.md is made. */
export type ChangesMarkdownOptions = {
	/**
	 * Where changes.html lies, as an address that a reader of the text can open; undefined where there is none, so that
	 * the evidence is named instead of linked.
	 */
	readonly page: string | undefined;
	/** The most UTF-8 bytes that the text may take. */
	readonly mostBytes?: number;
};

/**
 * What a text may take unless told otherwise: a comment on GitHub holds 65,536 letters.
 * https://github.com/orgs/community/discussions/27190
 */
const MOST_BYTES = 60_000;

/** The longest that a text from outside is written out. */
const MOST_LETTERS = 400;

const MARKS: Readonly<Record<Group["tone"], string>> = {
	bad: "🔴",
	caution: "🟡",
	good: "🟢",
	plain: "⚪",
};

/**
 * changes.md: what changed, gravest first, for a chat or a job's summary. The first lines say it all; what is unchanged
 * is only counted; a text that would grow too long ends early and says how much is left out.
 */
export function changesMarkdown(
	said: Digest,
	{ page, mostBytes = MOST_BYTES }: ChangesMarkdownOptions,
): string {
	const head = headBlocks(said, page);
	let room = mostBytes - byteLength(head) - FOOT_BYTES;
	const blocks: string[] = [];
	let omitted = 0;
	for (const { group, claims } of said.groups) {
		const { lines, more } = fitting({ group, claims }, page, room);
		omitted += more;
		if (lines.length > 0) {
			const block = groupBlock(group, claims.length, lines);
			blocks.push(block);
			room -= byteLength(block);
		}
	}
	const foot =
		omitted === 0
			? []
			: [`… and ${formatCount(omitted)} more in ${placeText(page)}.`];
	return `${[head, ...blocks, ...foot].join("\n\n")}\n`;
}

/** Room for the last line and for the headings' counts. */
const FOOT_BYTES = 400;

function headBlocks(
	{ headline, facts, notes }: Digest,
	page: string | undefined,
): string {
	return [
		`# ${quietText(truncate(headline, MOST_LETTERS))}`,
		...notes
			.slice(0, MOST_NOTES)
			.map((note) => `> ${quietText(truncate(note, MOST_LETTERS))}`),
		...(notes.length > MOST_NOTES
			? [
					`> … and ${notes.length - MOST_NOTES} more notes in ${placeText(page)}.`,
				]
			: []),
		facts
			.map((fact) => quietText(truncate(fact, MOST_LETTERS)))
			.map((fact) => `${fact}.`)
			.join("  \n"),
	].join("\n\n");
}

const MOST_NOTES = 10;

function fitting(
	{ group, claims }: ClaimGroup,
	page: string | undefined,
	room: number,
): { readonly lines: readonly string[]; readonly more: number } {
	const lines: string[] = [];
	let free = room - byteLength(groupBlock(group, claims.length, []));
	for (const claim of claims) {
		const line = claimLines(claim, page);
		free -= byteLength(line) + 1;
		if (free < 0) {
			break;
		}
		lines.push(line);
	}
	return { lines, more: claims.length - lines.length };
}

function groupBlock(
	{ title, tone }: Group,
	count: number,
	lines: readonly string[],
): string {
	return `## ${MARKS[tone]} ${title} (${formatCount(count)})\n\n${lines.join("\n")}`;
}

function claimLines(claim: Claim, page: string | undefined): string {
	const { figures, effect } = claim;
	const found = [
		figures === "" ? "" : quietText(figures),
		effect === "" ? "" : `**${quietText(effect)}**`,
	].filter((text) => text !== "");
	const title = `- ${codeSpan(truncate(claim.cell, MOST_LETTERS))} **${claimTitle(claim)}**${found.length === 0 ? "" : `: ${found.join(", ")}`}`;
	const text = quietText(truncate(claimText(claim), MOST_LETTERS));
	return `${title}  \n  ${text} ${evidenceLink(claim, page)}`;
}

function evidenceLink({ anchor }: Claim, page: string | undefined): string {
	return page === undefined
		? `Evidence: ${codeSpan(`changes.html#${truncate(anchor, MOST_LETTERS)}`)}`
		: `[Evidence](<${page}#${anchor}>)`;
}

function placeText(page: string | undefined): string {
	return page === undefined ? "changes.html" : `[changes.html](<${page}>)`;
}

function byteLength(text: string): number {
	return Buffer.byteLength(text);
}
