/// <reference lib="dom" />

// Runs in the report's page: puts live charts with tooltips where the still pictures stand.

import type { Spec, TooltipHandler } from "vega";

declare const vega: typeof import("vega");

const tooltip = document.createElement("div");
tooltip.className = "tooltip";
tooltip.setAttribute("role", "tooltip");
tooltip.hidden = true;
document.body.append(tooltip);

const showTooltip: TooltipHandler = (_handler, event, _item, value) => {
	tooltip.hidden = value === null || value === undefined || value === "";
	if (tooltip.hidden || !(event instanceof MouseEvent)) {
		return;
	}
	tooltip.replaceChildren(...tooltipLines(value));
	const room = {
		x: window.innerWidth - tooltip.offsetWidth - 8,
		y: window.innerHeight - tooltip.offsetHeight - 8,
	};
	tooltip.style.left = `${Math.max(8, Math.min(event.clientX + 14, room.x))}px`;
	tooltip.style.top = `${Math.max(8, Math.min(event.clientY + 14, room.y))}px`;
};

for (const figure of document.querySelectorAll<HTMLElement>(
	"figure[data-chart]",
)) {
	void draw(figure);
}

async function draw(figure: HTMLElement): Promise<void> {
	const data = document.getElementById(
		`chart-${figure.dataset.chart}`,
	)?.textContent;
	const still = figure.querySelector(".plot");
	if (!data || still === null) {
		return;
	}
	const plot = document.createElement("div");
	plot.className = "plot";
	const view = new vega.View(vega.parse(JSON.parse(data) as Spec), {
		renderer: "svg",
		container: plot,
		hover: true,
		tooltip: showTooltip,
		logLevel: vega.Error,
	});
	await view.runAsync();
	still.replaceWith(plot);
	figure.dataset.live = "true";
}

function tooltipLines(value: unknown): HTMLElement[] {
	const fields =
		typeof value === "object" && value !== null
			? Object.entries(value)
			: [["", value] as const];
	return fields.map(([name, text]) => {
		const line = document.createElement("div");
		const label = document.createElement("span");
		label.textContent = name;
		line.append(label, ` ${String(text)}`);
		return line;
	});
}
