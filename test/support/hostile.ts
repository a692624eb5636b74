/** Words that would run, or be followed, if a page took them for markup, script, a link or a formula. */
export const HOSTILE = [
	`<img src=x onerror="window.hacked=1">`,
	`</script><script>window.hacked=2</script>`,
	`</title><svg onload="window.hacked=3">`,
	`" autofocus onfocus="window.hacked=4" x="`,
	`\u2028window.hacked=5//`,
	`<!--<script>`,
].join(" ");

/** A chart with such a title; it can be drawn. */
export const HOSTILE_CHART = {
	title: HOSTILE,
	kind: "bar",
	x: "variant",
	metric: "sizeBytes",
} as const;
