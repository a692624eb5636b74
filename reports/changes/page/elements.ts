/// <reference lib="dom" />
import type { Shape } from "./shape.ts";

/** A part of the page; texts stay texts, whatever stands in them. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	attributes: Readonly<Record<string, string>> = {},
	children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		made.setAttribute(name, value);
	}
	made.append(...children);
	return made;
}

/** A picture as elements of the page. */
export function drawn({ tag, attributes, content }: Shape): SVGElement {
	const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (name !== "xmlns") {
			made.setAttribute(name, String(value));
		}
	}
	made.append(
		...(typeof content === "string" ? [content] : content.map(drawn)),
	);
	return made;
}
