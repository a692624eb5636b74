/** A picture, or a part of one, as plain data: a file makes text of it, a page makes elements. */
export type Shape = {
	readonly tag: string;
	readonly attributes: Readonly<Record<string, string | number>>;
	readonly content: string | readonly Shape[];
};

/** Colours that colour-blind readers tell apart (Okabe and Ito, "Color Universal Design", 2008), on white as on black. */
export const INKS = {
	baseline: "#2a8cc7",
	current: "#d55e00",
	good: "#009e73",
	faint: "#808080",
} as const;

/** A part of a picture. */
export function shape(
	tag: string,
	attributes: Shape["attributes"],
	content: Shape["content"] = [],
): Shape {
	return { tag, attributes, content };
}

/** A text at a place, in the colour of its surroundings. */
export function label(
	text: string,
	attributes: Shape["attributes"] = {},
): Shape {
	return shape(
		"text",
		{
			"font-family": "sans-serif",
			"font-size": 12,
			fill: "currentColor",
			...attributes,
		},
		text,
	);
}

/** A whole picture of a size, and what it shows in words. */
export function picture(
	title: string,
	{ width, height }: { readonly width: number; readonly height: number },
	content: readonly Shape[],
): Shape {
	return shape(
		"svg",
		{
			xmlns: "http://www.w3.org/2000/svg",
			viewBox: `0 0 ${width} ${height}`,
			width,
			height,
			role: "img",
			"aria-label": title,
		},
		content,
	);
}

/** A tenth of a pixel is finer than any eye. */
export function place(value: number): number {
	return Math.round(value * 10) / 10;
}
