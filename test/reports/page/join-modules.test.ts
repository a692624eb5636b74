import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { joinModules } from "../../../reports/page/join-modules.ts";

test("joined modules see one another's exports, and nothing else of one another", () => {
	const script = joinModules([
		{
			path: "a.js",
			text: "const WIDTH = 1;\nexport const A = WIDTH + 1;\nexport function twice(x) {\n\treturn 2 * x;\n}\n//# sourceMappingURL=a.js.map",
		},
		{
			path: "folder/b.js",
			text: 'import { A, twice, } from "../a.js";\nconst WIDTH = 20;\nresult.push(twice(A) + WIDTH);\nexport {};\n',
		},
	]);
	const result: number[] = [];
	runInNewContext(script, { result });
	assert.equal(result, [24]);
});

test("an import of what does not stand before is refused", () => {
	assert.throws(
		() => joinModules([{ path: "b.js", text: 'import { a } from "./a.js";' }]),
		"b.js: ./a.js does not stand before it.",
	);
});

test("what cannot be joined is refused, not left in the script", () => {
	for (const text of [
		'import all from "./a.js";',
		"export default 1;",
		"export class A {}",
	]) {
		assert.throws(
			() =>
				joinModules([
					{ path: "a.js", text: "" },
					{ path: "b.js", text },
				]),
			/cannot be joined/,
		);
	}
});

test.run();
