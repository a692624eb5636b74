import { test } from "uvu";
import * as assert from "uvu/assert";
import { html, scriptJson, trusted } from "../../../reports/page/markup.ts";

test("a text put into a template is escaped, in an element as in an attribute", () => {
	const text = `<b title="x" data-y='z'>&</b>`;
	assert.is(
		html`<p title="${text}">${text}</p>`.markup,
		`<p title="&lt;b title=&quot;x&quot; data-y=&#39;z&#39;&gt;&amp;&lt;/b&gt;">&lt;b title=&quot;x&quot; data-y=&#39;z&#39;&gt;&amp;&lt;/b&gt;</p>`,
	);
});

test("markup in a template stays markup, alone and in lists; nothing is written for undefined", () => {
	const items = ["a", "<"].map((text) => html`<li>${text}</li>`);
	assert.is(
		html`<ul>${items}</ul>${trusted("<hr>")}${undefined}${7}`.markup,
		"<ul><li>a</li><li>&lt;</li></ul><hr>7",
	);
});

test("JSON in a script element cannot end it, begin a comment or break a line, and reads back the same", () => {
	const value = { name: "</script><!--<script>&\u2028\u2029" };
	const { markup } = scriptJson(value);
	assert.not.match(markup, /[<>&\u2028\u2029]/);
	assert.equal(JSON.parse(markup), value);
});

test.run();
