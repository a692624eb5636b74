import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../cli/commands.ts";
import { compileScript } from "../../worker/delegates/addon.ts";

const PROJECT = join(dirname(compileScript()), "../..");

const program = commands(() => {}).reduce(
	(all, command) => all.addCommand(command),
	new Command("quantgrid"),
);

/** The lines of all blocks of shell commands in the README and the guides, without their comments. */
const shellLines = [
	"README.md",
	...readdirSync(join(PROJECT, "docs")).map((name) => `docs/${name}`),
]
	.filter((path) => path.endsWith(".md"))
	.flatMap((path) => {
		const text = readFileSync(join(PROJECT, path), "utf8");
		return [...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) =>
			block.split("\n").map((line) => line.replace(/\s#.*/, "").trim()),
		);
	});

const quantgridLines = shellLines.flatMap(
	(line) =>
		/^(?:quantgrid|node dist\/cli\/main\.js) (.*)/.exec(line)?.[1] ?? [],
);

/** What of a command line the program does not have. */
function unknownWords(line: string): readonly string[] {
	let command: Command = program;
	const words = line.split(/\s+/);
	while (command.commands.length > 0) {
		const word = words.shift();
		const next = command.commands.find((known) => known.name() === word);
		if (next === undefined) {
			return [`${line}: no command "${word}"`];
		}
		command = next;
	}
	return words
		.filter((word) => word.startsWith("-"))
		.filter(
			(word) =>
				!command.options.some(
					({ long, short }) => word === long || word === short,
				),
		)
		.map((word) => `${line}: no option ${word}`);
}

test("every command that the documentation prints is one of the program, with its options", () => {
	assert.ok(quantgridLines.length > 10);
	assert.equal(quantgridLines.flatMap(unknownWords), []);
});

test("every suite that the documentation runs comes along", () => {
	const suites = quantgridLines.flatMap(
		(line) => /\bsuites\/\S+/.exec(line)?.[0] ?? [],
	);
	assert.ok(suites.length > 0);
	assert.equal(
		suites.filter((path) => !existsSync(join(PROJECT, path))),
		[],
	);
});

test("every npm script that the documentation runs exists", () => {
	const { scripts } = JSON.parse(
		readFileSync(join(PROJECT, "package.json"), "utf8"),
	) as { readonly scripts: Readonly<Record<string, string>> };
	const named = shellLines.flatMap(
		(line) => /\bnpm run (?:--silent )?([\w:-]+)/.exec(line)?.[1] ?? [],
	);
	assert.ok(named.length > 0);
	assert.equal(
		named.filter((name) => !Object.hasOwn(scripts, name)),
		[],
	);
});

test("the check sees what is wrong", () => {
	assert.equal(unknownWords("run s.suite.ts --tune --fast"), [
		"run s.suite.ts --tune --fast: no option --fast",
	]);
	assert.equal(unknownWords("devices repair pi"), [
		'devices repair pi: no command "repair"',
	]);
});

test.run();
