import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { terminalTable } from "../../reports/terminal-table.ts";
import { displayWidth } from "../../reports/text-layout.ts";
import { journalOf, MNIST_SUITE, mixedJournal } from "../support/examples.ts";

const PLAIN = { lang: "en", colour: false, width: 100 } as const;

test("a run is a table of its figures, its cells, and what is wrong with them", () => {
	assert.is(
		terminalTable(mixedJournal(), PLAIN),
		`MNIST, float32 against float16

The document's table
variant  accuracy  published  time [ms]  published  file size [KB]  published
float32    0.9600     0.9601        214       1941            84.2       83.0
float16    0.9600     0.9601        210       1938            43.9       44.0

variant  delegate  threads  accuracy  latency [ms]  95 % interval [ms]  size [KB]  verdict
mnist-cnn
float32  builtin         1    0.9600        0.0908       0.0899–0.0917       84.2  valid
float32  builtin         2    0.9600        0.108*        0.0800–0.136       84.2  spread too wide
float32  xnnpack         1    0.9600        0.0202       0.0200–0.0204       84.2  valid
float32  xnnpack         2    0.9600        0.0162       0.0160–0.0163       84.2  valid
float16  builtin         1    0.9600        0.0908       0.0899–0.0917       43.9  valid
float16  builtin         2    0.9600        0.108*        0.0800–0.136       43.9  spread too wide
float16  xnnpack         1    0.9600        0.0202       0.0200–0.0204       43.9  valid
float16  xnnpack         2    0.9600             –                   –       43.9  crashed

Figures not to be trusted
mnist-cnn/float32/builtin-t2@local, mnist-cnn/float16/builtin-t2@local: invalid: spread too wide
  the interval over 2 launches, 0.0800 to 0.136 ms, is ±26 % of the median; at most ±10 % is
  trusted; others used the machine: its load average reached 3.4 on 2 cores
  Measure on an idle machine at a fixed clock rate, or with more launches (--preset quick or full).
mnist-cnn/float16/xnnpack-t2@local: invalid: crashed
  2 × crashed with SIGSEGV
  Try the file with the delegate builtin and one thread, and look at it with quantgrid inspect.
`,
	);
});

test("the headings come in Japanese, wide letters counted double, and a table too wide is stacked", () => {
	assert.is(
		terminalTable(journalOf(MNIST_SUITE), {
			lang: "ja",
			colour: false,
			width: 72,
		}),
		`MNISTのfloat16量子化

モデル比較
通常モデル
  精度(accuracy): 0.9600 (公表値 0.9601)
  処理時間[ms]: 214 (公表値 1941)
  ファイルサイズ[KB]: 84.2 (公表値 83.0)
量子化モデル(float16)
  精度(accuracy): 0.9600 (公表値 0.9601)
  処理時間[ms]: 210 (公表値 1938)
  ファイルサイズ[KB]: 43.9 (公表値 44.0)

変種     デリゲート  スレッド    精度  推論時間[ms]  サイズ[KB]  判定
mnist-cnn
float32  builtin            1  0.9600        0.0908        84.2  valid
float32  builtin            2  0.9600        0.0727        84.2  valid
float32  xnnpack            1  0.9600        0.0202        84.2  valid
float32  xnnpack            2  0.9600        0.0162        84.2  valid
float16  builtin            1  0.9600        0.0908        43.9  valid
float16  builtin            2  0.9600        0.0727        43.9  valid
float16  xnnpack            1  0.9600        0.0202        43.9  valid
float16  xnnpack            2  0.9600        0.0162        43.9  valid

すべてのセルが有効です。
`,
	);
});

test("no line is wider than the terminal, in any language", () => {
	for (const lang of ["en", "ja", "ko"] as const) {
		for (const width of [48, 60, 80, 120]) {
			const lines = terminalTable(mixedJournal(), {
				lang,
				colour: false,
				width,
			}).split("\n");
			const widest = Math.max(...lines.map(displayWidth));
			assert.ok(widest <= width, `${lang}: ${widest} of ${width}`);
		}
	}
});

test("colour changes nothing but colour", () => {
	const coloured = terminalTable(mixedJournal(), { ...PLAIN, colour: true });
	assert.is.not(coloured, terminalTable(mixedJournal(), PLAIN));
	assert.is(
		stripVTControlCharacters(coloured),
		terminalTable(mixedJournal(), PLAIN),
	);
});

test("control characters in a reason reach no terminal", () => {
	const table = terminalTable(
		journalOf(MNIST_SUITE, {
			latency: () => ({
				status: "failed",
				error: "bad\u001b]0;title\u0007\u001b[2Jnews",
			}),
		}),
		PLAIN,
	);
	assert.not.match(table.replaceAll("\n", ""), /\p{Cc}/u);
	assert.match(table, /bad\ufffd\]0;title\ufffd\ufffd\[2Jnews/);
});

test("an unfinished run says so before its figures", () => {
	const entries = journalOf(MNIST_SUITE).filter(
		({ kind }) => kind !== "finished",
	);
	assert.is(
		terminalTable(entries, PLAIN).split("\n")[1],
		"This run is unfinished: its journal has no end. Continue it with --resume.",
	);
});

test("devices are named only where there are several", () => {
	const headings = (devices: string[]) =>
		terminalTable(
			journalOf({ ...MNIST_SUITE, tables: [], devices }),
			PLAIN,
		).split("\n")[2];
	assert.not.match(headings(["local"]) ?? "", /device/);
	assert.match(headings(["local", "pi"]) ?? "", /device/);
});

test.run();
