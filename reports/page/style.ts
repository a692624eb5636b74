// A glyph after "/" in `content` is not read aloud; browsers that do not know that take the line before.

/** The look of report.html: light and dark, on a phone and on paper. */
export const STYLE = `
:root {
	color-scheme: light dark;
	--ink: #1f2328; --faint: #59636e; --paper: #ffffff; --panel: #f6f8fa; --line: #d1d9e0;
	--link: #0969da; --good: #1a7f37; --bad: #9a4a00; --bad-paper: #fff4e5;
}
@media (prefers-color-scheme: dark) {
	:root {
		--ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --panel: #161b22; --line: #30363d;
		--link: #4493f8; --good: #3fb950; --bad: #f0a04b; --bad-paper: #2b2113;
	}
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
	margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 92rem;
	font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
	overflow-wrap: anywhere;
}
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
p { max-width: 75ch; margin: .5rem 0; }
a { color: var(--link); }
.faint, .footnote { color: var(--faint); }
.footnote { font-size: .87rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.counts li { padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 99px; background: var(--panel); }
.counts b { font-variant-numeric: tabular-nums; }
.note { padding: .6rem .9rem; border-left: 4px solid var(--bad); background: var(--bad-paper); }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; max-width: max-content; }
.scroll:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding: .38rem .7rem; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--panel); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 500; }
tbody tr:hover { background: var(--panel); }
.number { text-align: right; }
.published { color: var(--faint); font-style: italic; }
.untrusted { color: var(--bad); }
td.long, .facts td { white-space: normal; min-width: 12rem; }
.verdict { display: inline-block; padding: 0 .55rem; border-radius: 99px; border: 1px solid currentColor; font-size: .85rem; }
.verdict.valid { color: var(--good); }
.verdict.invalid { color: var(--bad); border-style: dashed; }
th button { all: unset; cursor: pointer; white-space: nowrap; }
th button::after { content: "↕"; content: "↕" / ""; margin-left: .35em; opacity: .35; font-size: .8em; }
th[aria-sort="ascending"] button::after { content: "▲"; content: "▲" / ""; opacity: 1; }
th[aria-sort="descending"] button::after { content: "▼"; content: "▼" / ""; opacity: 1; }
form.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: center; margin: .8rem 0; }
form.filter[hidden] { display: none; }
form.filter label { display: flex; gap: .5rem; align-items: center; }
input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .6rem; max-width: 60vw; }
output { color: var(--faint); font-variant-numeric: tabular-nums; }
.tables { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: flex-start; }
.tables > section { min-width: 0; max-width: 100%; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 41rem), 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; padding: .6rem; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
figure svg { display: block; max-width: 100%; min-width: 32rem; height: auto; }
.card { padding: .2rem 1rem .7rem; margin: .8rem 0; border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; max-width: 75rem; }
.card dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem .9rem; margin: .3rem 0 0; }
.card dt { color: var(--faint); }
.card dd { margin: 0; }
code { font: .88em ui-monospace, monospace; }
.tooltip { position: fixed; z-index: 9; max-width: 26rem; padding: .45rem .7rem; font-size: .85rem; pointer-events: none; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 4px 14px rgb(0 0 0 / .22); }
.tooltip[hidden] { display: none; }
.tooltip span { color: var(--faint); }
@media (max-width: 34rem) {
	body { font-size: 14px; padding-top: 1rem; }
	.card dl { grid-template-columns: 1fr; gap: 0; }
	th, td { padding: .32rem .5rem; }
}
@media print {
	:root { --ink: #000; --paper: #fff; --panel: #f3f3f3; --line: #bbb; --faint: #444; }
	@page { size: A4 landscape; margin: 12mm; }
	body { font-size: 10px; padding: 0; max-width: none; }
	nav, form.filter, .tooltip, th button::after { display: none; }
	.scroll { overflow: visible; border: 0; max-width: none; }
	.scroll table { font-size: 7px; }
	th, td { padding: 2px 4px; white-space: normal; }
	figure, .card, tr { break-inside: avoid; }
	h2, h3 { break-after: avoid; }
	.charts { grid-template-columns: 1fr 1fr; }
	figure svg { min-width: 0; }
}
`;
