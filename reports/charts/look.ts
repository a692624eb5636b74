/**
 * Eight colours that colour-blind readers tell apart: Okabe and Ito, "Color Universal Design" (2008). Their black is a
 * grey here, which is seen on dark pages too.
 */
const PALETTE = [
	"#0072b2",
	"#d55e00",
	"#009e73",
	"#cc79a7",
	"#e69f00",
	"#56b4e9",
	"#f0e442",
	"#808080",
];

/** The colour of figures that can be trusted, where colour says so. */
export const TRUSTED_COLOUR = "#0072b2";

/** The colour of figures that cannot be trusted, where colour says so. */
export const UNTRUSTED_COLOUR = "#d55e00";

/** The size of the letters above a panel. */
export const HEADER_FONT_SIZE = 13;

/** What is drawn on: white paper, or a page whose own colour of text shines through. */
export type Surface = "paper" | "page";

const INKS = {
	paper: { ink: "#24292f", faint: "#57606a", background: "#ffffff" },
	page: {
		ink: "currentColor",
		faint: "currentColor",
		background: "transparent",
	},
} as const satisfies Record<Surface, object>;

/** The look of every chart, as a configuration of Vega-Lite. */
export function chartConfig(surface: Surface) {
	const { ink, faint, background } = INKS[surface];
	const text = {
		labelColor: ink,
		titleColor: ink,
		labelFontSize: 12,
		titleFontSize: 12,
		titleFontWeight: "normal",
		labelLimit: 0,
		titleLimit: 0,
	} as const;
	const line = { domainColor: faint, tickColor: faint };
	const faded = { domainOpacity: 0.4, tickOpacity: 0.4 };
	const room = { labelPadding: 6, titlePadding: 8 };
	return {
		font: "sans-serif",
		background,
		padding: 8,
		view: { stroke: "transparent" },
		axis: { ...text, ...line, ...faded, ...room, grid: false },
		axisQuantitative: { grid: true, gridColor: faint, gridOpacity: 0.15 },
		axisX: { tickCount: 6 },
		legend: { ...text, ...LEGEND },
		header: {
			...text,
			labelFontSize: HEADER_FONT_SIZE,
			labelFontWeight: "bold",
		},
		title: { ...TITLE, color: ink, subtitleColor: ink },
		text: { color: ink, fontSize: 11 },
		range: { category: PALETTE },
	} as const;
}

const LEGEND = {
	symbolSize: 90,
	symbolOpacity: 1,
	orient: "top",
	direction: "horizontal",
	titleOrient: "left",
	titlePadding: 10,
	offset: 10,
	columns: 6,
} as const;

const TITLE = {
	fontSize: 15,
	subtitleFontSize: 12,
	anchor: "start",
	offset: 12,
	subtitlePadding: 6,
	limit: 0,
} as const;
