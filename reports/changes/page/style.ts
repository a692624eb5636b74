import { STYLE } from "../../page/style.ts";

/** The look of changes.html: that of the other pages, and what only this one has. */
export const CHANGES_STYLE = `${STYLE}
.verdict.bad { color: var(--bad); font-weight: 600; }
.verdict.caution { color: var(--caution); border-style: dashed; }
.verdict.good { color: var(--good); }
.verdict.plain { color: var(--faint); }
:root { --bad: #b3261e; --bad-paper: #fdecea; --caution: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --bad-paper: #2d1614; --caution: #e3b341; } }
h3 .verdict { font-size: .88rem; }
.claims { padding: 0; margin: 0; list-style: none; max-width: 75rem; }
.claims > li { padding: .5rem .9rem; margin: .5rem 0; border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 6px; }
.claims > li.bad { border-left-color: var(--bad); }
.claims > li.caution { border-left-color: var(--caution); }
.claims > li.good { border-left-color: var(--good); }
.claims p { margin: .15rem 0; max-width: none; }
#cell-table { min-width: 42rem; }
#cell-table tbody th { white-space: normal; min-width: 16rem; max-width: 34rem; overflow-wrap: anywhere; }
#cell-table tbody th button { all: unset; cursor: pointer; color: var(--link); overflow-wrap: anywhere; }
#cell-table tbody th button::before { content: "▸ "; content: "▸ " / ""; color: var(--faint); }
#cell-table tbody th button[aria-expanded="true"]::before { content: "▾ "; content: "▾ " / ""; }
#cell-table tbody th button::after { content: none; }
#cell-table button:focus-visible, figure:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
tr[data-row="detail"]:hover { background: none; }
tr[data-row="detail"] > td { white-space: normal; padding: .2rem .7rem 1rem; background: var(--panel); }
.detail { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: .2rem 1.4rem; max-width: calc(100vw - 4.5rem); }
.claim { min-width: 0; }
.claim h3 { margin: .8rem 0 .2rem; }
.claim h3::first-letter { text-transform: uppercase; }
.claim ul { margin: .2rem 0 .5rem; padding-left: 1.1rem; }
.claim figure { background: var(--paper); }
.claim figure svg { min-width: 28rem; }
figcaption { color: var(--faint); font-size: .85rem; margin-top: .3rem; }
#more { font: inherit; margin: .8rem 0; padding: .35rem .9rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
#more[hidden] { display: none; }
@media print {
	#more, noscript + .footnote { display: none; }
	.scroll table { font-size: 9px; }
	.verdict, h3 .verdict, figcaption { font-size: 1em; }
	.claim h3 { font-size: 10px; margin-top: .4rem; }
 	tr[data-row="detail"] { break-inside: auto; }
}
`;
