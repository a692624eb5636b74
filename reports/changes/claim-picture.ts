import { displayText } from "../../lib/xml.ts";
import { truncate } from "../text-layout.ts";
import type { CellData, ClaimData, PageData } from "./page/data.ts";
import { claimPicture, trendPicture } from "./page/pictures.ts";
import { label, type Shape, shape } from "./page/shape.ts";

const WIDTH = 680;
const HEADING = 52;
const INK = "#1f2328";

/** How much of a cell's name fits above the picture. */
const MOST_LETTERS = 72;

/** One picture of a claim for a chat, as SVG on white: its cell, its figures, its launches and the cell's trend. */
export function claimSvg(
	cell: CellData,
	claim: ClaimData,
	page: PageData,
): string {
	const [metric, , verdict, figures, effect] = claim;
	const found = [figures, effect].filter((text) => text !== "").join(", ");
	const pictures = [
		claimPicture(claim),
		...(metric === "latency" ? [trendPicture(cell, page)] : []),
	].filter((picture) => picture !== undefined);
	let height = HEADING;
	const parts: Shape[] = [];
	for (const { attributes, content } of pictures) {
		parts.push(shape("g", { transform: `translate(0 ${height})` }, content));
		height += Number(attributes.height);
	}
	return svgText(
		shape(
			"svg",
			{
				xmlns: "http://www.w3.org/2000/svg",
				width: WIDTH,
				height,
				viewBox: `0 0 ${WIDTH} ${height}`,
				color: INK,
			},
			[
				shape("rect", { width: WIDTH, height, fill: "#ffffff" }),
				label(truncate(cell[1], MOST_LETTERS), {
					x: 12,
					y: 22,
					"font-size": 14,
					"font-weight": "bold",
				}),
				label(`${metric} ${verdict}: ${found}`, { x: 12, y: 42 }),
				...parts,
			],
		),
	);
}

function svgText({ tag, attributes, content }: Shape): string {
	const names = Object.entries(attributes)
		.map(([name, value]) => ` ${name}="${displayText(String(value))}"`)
		.join("");
	const inner =
		typeof content === "string"
			? displayText(content)
			: content.map(svgText).join("");
	return `<${tag}${names}>${inner}</${tag}>`;
}
