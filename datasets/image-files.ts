import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, errorText, UserError } from "../lib/errors.ts";

/** The pictures of a folder with one sub-folder for each label. */
export type ImageFiles = {
	readonly classNames: readonly string[];
	/** The sub-folders, in their order. */
	readonly folders: readonly string[];
	/** In the order of the labels' folders, then of the files' names, by their UTF-16 code units. */
	readonly images: readonly ImageFile[];
	/** What was left out, one sentence each. */
	readonly notes: readonly string[];
};

/** One picture: its path below the folder, and its class. */
export type ImageFile = { readonly path: string; readonly label: number };

/** The endings of the pictures that are read. */
const READABLE = ["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "avif"];

/** The endings of pictures that are not read, so that none is left out unsaid. */
const UNREADABLE = ["bmp", "heic", "heif", "jp2", "jxl", "ppm", "psd", "svg"];

const NAMED_IN_NOTE = 5;

/**
 * Lists the pictures of `directory`. The classes are its sub-folders in their order, or the lines of the file `labels`,
 * of which every sub-folder must be one. Hidden files and files of other kinds are left out, which the notes say. Rejects
 * with a `UserError` when there are no pictures, when a picture is of a kind that is not read, or when a folder is no
 * label.
 */
export async function listImages(
	directory: string,
	labels: string | undefined,
): Promise<ImageFiles> {
	const { folders, files } = await listFolder(directory);
	const given = labels === undefined ? undefined : await readLabels(labels);
	const classNames = given ?? folders;
	const images: ImageFile[] = [];
	const others = [...files];
	const empty: string[] = [];
	for (const folder of folders) {
		const label = labelOf(folder, classNames, { directory, labels });
		const inside = await listFolder(join(directory, folder));
		const names = inside.files.filter((name) => isReadable(name, folder));
		images.push(...names.map((name) => ({ path: `${folder}/${name}`, label })));
		others.push(
			...[...inside.files, ...inside.folders]
				.filter((name) => !names.includes(name))
				.map((name) => `${folder}/${name}`),
		);
		if (names.length === 0) {
			empty.push(folder);
		}
	}
	if (images.length === 0) {
		throw new UserError(
			`${directory}: there are no pictures in its sub-folders. One sub-folder for each label was expected, with files ending in ${READABLE.join(", ")}.`,
		);
	}
	return {
		classNames,
		folders,
		images,
		notes: [
			...note(others, "is no picture in a label's folder and was left out"),
			...note(empty, "has no pictures"),
		],
	};
}

async function listFolder(
	directory: string,
): Promise<{ folders: string[]; files: string[] }> {
	const folders: string[] = [];
	const files: string[] = [];
	try {
		for (const name of (await readdir(directory)).sort()) {
			const isFolder =
				!name.startsWith(".") &&
				(await stat(join(directory, name))).isDirectory();
			(isFolder ? folders : files).push(name);
		}
	} catch (error) {
		throw new UserError(
			`${directory}: the folder of pictures cannot be read (${errorCode(error) ?? errorText(error)}). Mend the path of the dataset.`,
			{ cause: error },
		);
	}
	return { folders, files };
}

function isReadable(name: string, folder: string): boolean {
	const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
	if (name.startsWith(".")) {
		return false;
	}
	if (UNREADABLE.includes(ending)) {
		throw new UserError(
			`${folder}/${name}: pictures of the kind ${ending} are not read. Convert it to PNG, or take it out of the folder.`,
		);
	}
	return READABLE.includes(ending);
}

function labelOf(
	folder: string,
	classNames: readonly string[],
	{
		directory,
		labels,
	}: { readonly directory: string; readonly labels: string | undefined },
): number {
	const label = classNames.indexOf(folder);
	if (label < 0 || classNames.lastIndexOf(folder) !== label) {
		throw new UserError(
			`${join(directory, folder)}: the folder's name is ${label < 0 ? "not" : "more than once"} among the labels in ${labels}. Each folder must be one of them.`,
		);
	}
	return label;
}

async function readLabels(path: string): Promise<string[]> {
	let text: string;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		throw new UserError(
			`${path}: the file of labels cannot be read (${errorCode(error) ?? errorText(error)}). One label a line was expected.`,
			{ cause: error },
		);
	}
	const labels = text.split(/\r?\n/).map((line) => line.trim());
	while (labels.at(-1) === "") {
		labels.pop();
	}
	if (labels.length === 0) {
		throw new UserError(
			`${path}: the file of labels is empty. One label a line was expected.`,
		);
	}
	return labels;
}

function note(names: readonly string[], what: string): string[] {
	if (names.length === 0) {
		return [];
	}
	const shown = names.slice(0, NAMED_IN_NOTE).join(", ");
	const rest = names.length - NAMED_IN_NOTE;
	return [
		names.length === 1
			? `${shown} ${what}.`
			: `Each of these ${names.length} ${what}: ${shown}${rest > 0 ? ` and ${rest} more` : ""}.`,
	];
}
