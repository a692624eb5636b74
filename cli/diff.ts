import { Command } from "commander";
import { UserError } from "../lib/errors.ts";
import {
	decodeModelWithNotes,
	summarizeModel,
} from "../models/tflite/index.ts";
import type { ComparedModel } from "../reports/compared-model.ts";
import { diffModels, type ModelDiff } from "../reports/model-diff.ts";
import { diffPicture } from "../reports/model-diff-picture.ts";
import { diffJson, diffText } from "../reports/model-diff-text.ts";
import { readModelBytes } from "./read-model.ts";
import { checkOutput, writeOutput } from "./write-output.ts";

type DiffOptions = {
	readonly json?: boolean;
	readonly svg?: string;
	readonly png?: string;
	readonly force: boolean;
};

/** Beyond this a renderer gives up on the height of a picture. */
const MAX_PNG_PIXELS = 32_000;

/** `quantgrid diff A B`: which operators and tensors were added, removed and changed between two models, and their sizes. */
export function diffCommand(): Command {
	return new Command("diff")
		.description(
			"show what changed from one model to another: operators, tensors, sizes",
		)
		.argument(
			"<before>",
			"a .tflite file, or the model.json of a tfjs LayersModel",
		)
		.argument("<after>", "another")
		.option("--json", "print JSON instead of text")
		.option("--svg <file>", "draw the graph with its changes, as SVG")
		.option("--png <file>", "draw the graph with its changes, as PNG")
		.option("--force", "replace pictures that are there already", false)
		.action(diff);
}

async function diff(
	beforeFile: string,
	afterFile: string,
	options: DiffOptions,
): Promise<void> {
	const inputs = [beforeFile, afterFile];
	const pictures = [options.svg, options.png].flatMap((path) =>
		path === undefined ? [] : [{ path, force: options.force, inputs }],
	);
	for (const picture of pictures) {
		await checkOutput(picture);
	}
	const before = await comparedModel(beforeFile);
	const after = await comparedModel(afterFile);
	const found = compare(before, after);
	const print = options.json ? diffJson : diffText;
	process.stdout.write(print(found));
	const svg = drawing(before, after, found);
	for (const picture of pictures) {
		const isPng = picture.path === options.png;
		await writeOutput(picture, isPng ? await toPng(svg, picture.path) : svg);
	}
}

async function comparedModel(file: string): Promise<ComparedModel> {
	const bytes = await readModelBytes(file);
	const { model } = decodeModelWithNotes(bytes, file);
	const { subgraphs, totals } = summarizeModel(model);
	return { file, sizeBytes: bytes.byteLength, subgraphs, totals };
}

function compare(before: ComparedModel, after: ComparedModel): ModelDiff {
	try {
		return diffModels(before, after);
	} catch (error) {
		if (error instanceof RangeError) {
			throw new UserError(
				`${before.file}, ${after.file}: their graphs are too long to be compared: ${error.message}.`,
				{ cause: error },
			);
		}
		throw error;
	}
}

function drawing(
	before: ComparedModel,
	after: ComparedModel,
	{ subgraphs }: ModelDiff,
): string {
	const none = { inputs: [], outputs: [], operators: [], tensors: [] };
	return diffPicture({
		title: `${before.file} -> ${after.file}`,
		diff: subgraphs[0] ?? { operators: [], tensors: [] },
		before: before.subgraphs[0] ?? none,
		after: after.subgraphs[0] ?? none,
	});
}

async function toPng(svg: string, path: string): Promise<Uint8Array> {
	const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
	if (height > MAX_PNG_PIXELS) {
		throw new UserError(
			`${path}: the graph makes a picture ${height} pixels high, too much for PNG. Use --svg.`,
		);
	}
	const { renderAsync } = await import("@resvg/resvg-js");
	const image = await renderAsync(svg, { font: { loadSystemFonts: true } });
	return image.asPng();
}
