import type { Spec } from "vega";
import type { Chart } from "./charts/chart.ts";
import { chartConfig, type Surface } from "./charts/look.ts";
import { textWidth } from "./text-width.ts";

/** Turns charts into pictures. The libraries are loaded when it is made: they are large, and most commands need none. */
export type Painter = {
	/** The chart as a Vega specification, which a page can draw without Vega-Lite. */
	readonly toVega: (chart: Chart, surface: Surface) => Spec;
	/** The chart as an SVG. */
	readonly toSvg: (chart: Chart, surface: Surface) => Promise<string>;
	/** An SVG as a PNG, twice as large for sharp print unless it is very tall; undefined where the machine has no font for its letters. */
	readonly toPng: (svg: string) => Promise<Uint8Array | undefined>;
};

/** Loads what draws. */
export async function loadPainter(): Promise<Painter> {
	const [vega, { compile }] = await Promise.all([
		import("vega"),
		import("vega-lite"),
	]);
	measureTextWith(vega, (text, item) =>
		textWidth(text, item.fontSize ?? 11, item.fontWeight === "bold"),
	);
	const toVega = (chart: Chart, surface: Surface): Spec =>
		compile(
			{ ...chart.spec, config: chartConfig(surface) },
			{ logger: vega.logger(vega.Error) },
		).spec;
	const toSvg = async (chart: Chart, surface: Surface): Promise<string> => {
		const view = new vega.View(vega.parse(toVega(chart, surface)), {
			renderer: "none",
			logLevel: vega.Error,
		});
		try {
			return await view.toSVG();
		} finally {
			view.finalize();
		}
	};
	return { toVega, toSvg, toPng: pngMaker() };
}

type TextItem = {
	readonly fontSize?: number;
	readonly fontWeight?: string | number;
};

/**
 * Without a canvas Vega takes every letter as 0.8 em wide, which leaves room beside Latin text and cuts East Asian text.
 * It lets others measure instead by replacing `textMetrics.width`; its types do not tell so.
 */
function measureTextWith(
	vega: object,
	width: (text: string, item: TextItem) => number,
): void {
	const { textMetrics } = vega as {
		textMetrics: { width: (item: TextItem, text: unknown) => number };
	};
	textMetrics.width = (item, text) => width(String(text ?? ""), item);
}

/** Twice as large for sharp print; a picture of very many cells is large enough by itself, and slow to compress. */
const PNG_ZOOM = 2;
const TALL_PIXELS = 1500;

function zoomOf(svg: string): number {
	const height = Number(/<svg[^>]* height="([\d.]+)"/.exec(svg)?.[1]);
	return height > TALL_PIXELS ? 1 : PNG_ZOOM;
}

const EAST_ASIAN =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Sans-serif fonts that common systems bring; the first that is there is taken. */
const FAMILIES = [
	"DejaVu Sans",
	"Liberation Sans",
	"Noto Sans",
	"Helvetica",
	"Arial",
	"sans-serif",
].join(", ");

/** The same for texts with East Asian letters. Their fonts are large and slow to load, so no other text asks for them. */
const EAST_ASIAN_FAMILIES = [
	"Noto Sans CJK JP",
	"Noto Sans CJK KR",
	"Noto Sans JP",
	"Noto Sans KR",
	"Hiragino Sans",
	"Apple SD Gothic Neo",
	"Yu Gothic",
	"Malgun Gothic",
	"IPAGothic",
	"NanumGothic",
	"WenQuanYi Zen Hei",
	"sans-serif",
].join(", ");

/** An SVG of Vega's in which each text names fonts that have its letters. */
function withFonts(svg: string): string {
	return svg.replaceAll(/<text[^>]*(?<!\/)>.*?<\/text>/g, (text) => {
		const families = EAST_ASIAN.test(text) ? EAST_ASIAN_FAMILIES : FAMILIES;
		return text.replace(
			'font-family="sans-serif"',
			`font-family="${families}"`,
		);
	});
}

/** What makes PNGs of SVGs, without what draws charts. */
export function pngMaker(): Painter["toPng"] {
	let writesLatin: Promise<boolean> | undefined;
	let writesEastAsian: Promise<boolean> | undefined;
	return async (svg) => {
		writesLatin ??= canWrite("0", "1");
		if (EAST_ASIAN.test(svg)) {
			writesEastAsian ??= canWrite("推", "論");
			return (await writesEastAsian) ? rasterize(withFonts(svg)) : undefined;
		}
		return (await writesLatin) ? rasterize(withFonts(svg)) : undefined;
	};
}

/** Whether the machine has a font for two letters: without one, both look the same. */
async function canWrite(first: string, second: string): Promise<boolean> {
	const [left, right] = await Promise.all(
		[first, second].map((letter) => rasterize(letterPicture(letter), 1)),
	);
	return Buffer.compare(left ?? NOTHING, right ?? NOTHING) !== 0;
}

function letterPicture(letter: string): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-family="sans-serif">${letter}</text></svg>`;
}

const NOTHING = new Uint8Array();

async function rasterize(svg: string, zoom = zoomOf(svg)): Promise<Uint8Array> {
	const { renderAsync } = await import("@resvg/resvg-js");
	const image = await renderAsync(svg, {
		font: { loadSystemFonts: true },
		fitTo: { mode: "zoom", value: zoom },
	});
	return image.asPng();
}
