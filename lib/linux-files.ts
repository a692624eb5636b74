import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads the small text files of /proc, /sys and /etc leniently: what cannot be read is undefined, nothing throws. */
export type LinuxFiles = {
	/** The trimmed text of a file, without the NUL that device-tree files end with; undefined when empty or unreadable. */
	readonly text: (path: string) => string | undefined;
	/** The number a file holds; undefined when it holds none. */
	readonly number: (path: string) => number | undefined;
	/** The full paths of a folder's entries whose names match, sorted; none when it cannot be read. */
	readonly entries: (folder: string, name: RegExp) => readonly string[];
	/** The value of the first line `key : value` or `key=value` of a file, without quotes. */
	readonly field: (path: string, key: string) => string | undefined;
};

/** Reads files under `root`, which stands in for `/`: paths are absolute. */
export function linuxFiles(root: string): LinuxFiles {
	const text = (path: string) => readText(join(root, path));
	return {
		text,
		number: (path) => parseNumber(text(path)),
		entries: (folder, name) => readEntries(root, { folder, name }),
		field: (path, key) => findField(text(path) ?? "", key),
	};
}

function readText(path: string): string | undefined {
	try {
		const text = readFileSync(path, "utf8").replaceAll("\0", "").trim();
		return text === "" ? undefined : text;
	} catch {
		return undefined;
	}
}

function parseNumber(text: string | undefined): number | undefined {
	const number = text === undefined ? Number.NaN : Number(text);
	return Number.isFinite(number) ? number : undefined;
}

function readEntries(
	root: string,
	{ folder, name }: { readonly folder: string; readonly name: RegExp },
): string[] {
	try {
		return readdirSync(join(root, folder))
			.filter((entry) => name.test(entry))
			.sort()
			.map((entry) => join(folder, entry));
	} catch {
		return [];
	}
}

function findField(text: string, key: string): string | undefined {
	for (const line of text.split("\n")) {
		const [name, ...rest] = line.split(/[:=]/);
		const value = rest.join(":").trim().replaceAll('"', "");
		if (name?.trim() === key && value !== "") {
			return value;
		}
	}
	return undefined;
}
