/** A module that is to be joined: its path, and its text as the compiler writes it. */
export type ModuleText = { readonly path: string; readonly text: string };

/**
 * Joins modules into one script that a page can carry, each in a scope of its own. A module stands after those that it
 * imports. It knows what the compiler writes of our own files: named imports of relative paths, exported functions and
 * constants. Throws an Error for any other import, and for one of a module that does not stand before.
 */
export function joinModules(modules: readonly ModuleText[]): string {
	const places = new Map(
		modules.map(({ path }, index) => [fileName(path), index]),
	);
	return modules
		.map((module, index) => scopeOf(module, index, places))
		.join("");
}

const IMPORT = /^import\s*(\{[^}]*\})\s*from\s*"([^"]+)";$/gm;
const EXPORT = /^export (?:const|function) (\w+)/gm;

function scopeOf(
	{ path, text }: ModuleText,
	index: number,
	places: ReadonlyMap<string, number>,
): string {
	const names = [...text.matchAll(EXPORT)].map(([, name]) => name);
	const body = text
		.replace(/^\/\/# sourceMappingURL=.*$/m, "")
		.replace(IMPORT, (_, imported, from) => {
			const place = places.get(fileName(from));
			if (place === undefined || place >= index) {
				throw new Error(`${path}: ${from} does not stand before it.`);
			}
			return `const ${imported} = module${place};`;
		})
		.replaceAll(/^export (?=const |function |\{\};$)/gm, "")
		.replaceAll(/^\{\};$/gm, "");
	const left = /^(?:import|export)\b.*$/m.exec(body);
	if (left !== null) {
		throw new Error(`${path}: cannot be joined because of: ${left[0]}`);
	}
	return `const module${index} = (() => {\n${body}\nreturn { ${names.join(", ")} };\n})();\n`;
}

function fileName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
