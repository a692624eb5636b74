import { test } from "uvu";
import * as assert from "uvu/assert";
import { linuxFiles } from "../../lib/linux-files.ts";
import { withTree } from "../support/file-tree.ts";

test("texts are trimmed and lose the NUL of device-tree files; an empty file says nothing", () => {
	withTree({ "a/model": "Board 4\0\n", "a/empty": "\n" }, (root) => {
		const files = linuxFiles(root);
		assert.is(files.text("/a/model"), "Board 4");
		assert.is(files.text("/a/empty"), undefined);
		assert.is(files.text("/a/absent"), undefined);
		assert.is(files.text("/a"), undefined);
	});
});

test("a number is read only from a file that holds one", () => {
	withTree({ one: "1500000\n", word: "unknown" }, (root) => {
		const files = linuxFiles(root);
		assert.is(files.number("/one"), 1_500_000);
		assert.is(files.number("/word"), undefined);
		assert.is(files.number("/absent"), undefined);
	});
});

test("entries come sorted with their full paths, and none from a folder that is absent", () => {
	withTree({ "z/cpu1/x": "1", "z/cpu0/x": "1", "z/cpufreq/x": "1" }, (root) => {
		const files = linuxFiles(root);
		assert.equal(files.entries("/z", /^cpu\d+$/), ["/z/cpu0", "/z/cpu1"]);
		assert.equal(files.entries("/absent", /./), []);
	});
});

test("a field is the value of its first line, whichever sign parts it from its name", () => {
	const text =
		'NAME="Some: System"\nmodel name\t: CPU 1\nmodel name\t: CPU 2\n';
	withTree({ f: text }, (root) => {
		const files = linuxFiles(root);
		assert.is(files.field("/f", "NAME"), "Some: System");
		assert.is(files.field("/f", "model name"), "CPU 1");
		assert.is(files.field("/f", "model"), undefined);
	});
});

test.run();
