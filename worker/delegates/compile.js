// Compiles the delegate plugins at `npm install`, before any TypeScript exists.
//
//   node worker/delegates/compile.js                                 the plugins, into build/<platform>-<arch>/
//   node worker/delegates/compile.js --program source.c executable   a program linked to the same library
//   node worker/delegates/compile.js --library source.c library      a shared library linked to it
//
// `CC` names the compiler and `npm_config_arch` another target architecture. As an install script it never fails: what
// cannot be compiled is missing later, and the delegate says so.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";

/** The folder of tfjs-tflite-node that holds the library of each platform. */
const LIBRARY_FOLDERS = {
	"linux-x64": "linux_amd64",
	"linux-arm64": "linux_arm64",
	"darwin-arm64": "darwin_arm64",
};

/** Each plugin by its source, with the delegates that need it. */
const PLUGINS = {
	xnnpack: '"xnnpack"',
	external: '"external", "gpu" and "edgetpu"',
};

const PACKAGE_ROOT = resolve(import.meta.dirname, "../..");
const TARGET = `${process.platform}-${process.env.npm_config_arch ?? process.arch}`;

try {
	compileFromCommandLine(process.argv.slice(2));
} catch (error) {
	const reason = error instanceof Error ? error.message : String(error);
	console.error(`quantgrid: ${reason}`);
	process.exitCode = process.env.npm_lifecycle_event === "install" ? 0 : 1;
}

/** @param {readonly string[]} words the command line without node and script */
function compileFromCommandLine(words) {
	if (words.length === 0) {
		compilePlugins();
		return;
	}
	const [option, source, output] = words;
	const shared = option === "--library";
	if (
		(option !== "--program" && !shared) ||
		source === undefined ||
		output === undefined
	) {
		throw new Error(
			`compile.js: expected no argument, \`--program source.c executable\` or \`--library source.c library\`, found \`${words.join(" ")}\`.`,
		);
	}
	compile({ source: resolve(source), output: resolve(output), shared });
}

function compilePlugins() {
	const extension = process.platform === "darwin" ? "dylib" : "so";
	const folder = join(PACKAGE_ROOT, "build", TARGET);
	const problems = Object.entries(PLUGINS).flatMap(([name, delegates]) => {
		const output = join(folder, `quantgrid-${name}.${extension}`);
		// A plugin that an earlier install left must not outlive a failed one.
		rmSync(output, { force: true });
		try {
			const source = join(import.meta.dirname, `${name}.c`);
			compile({ source, output, shared: true });
			return [];
		} catch (error) {
			return [
				{
					text: error instanceof Error ? error.message : `${error}`,
					delegates,
				},
			];
		}
	});
	if (problems.length > 0) {
		const texts = new Set(problems.map(({ text }) => text));
		const lost = problems.map(({ delegates }) => delegates).join(", ");
		throw new Error(
			`${[...texts].join("\n")}\nThe delegates ${lost} will be reported as unsupported; "builtin" is not affected. ` +
				`Once mended, run \`node ${join(import.meta.dirname, "compile.js")}\`.`,
		);
	}
}

/**
 * @typedef {object} Compilation
 * @property {string} source
 * @property {string} output
 * @property {boolean} shared a shared library, else an executable
 */

/** @param {Compilation} compilation */
function compile({ source, output, shared }) {
	const library = findLibrary();
	const temporary = `${output}.${process.pid}`;
	mkdirSync(dirname(output), { recursive: true });
	const flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-x", "c", source];
	const origin = process.platform === "darwin" ? "@loader_path" : "$ORIGIN";
	// A relative search path survives moving the checkout; a program elsewhere needs the absolute one.
	const searchPath = shared
		? `${origin}/${relative(dirname(output), library.folder)}`
		: library.folder;
	const linking = [
		`-I${library.include}`,
		`-L${library.folder}`,
		"-ltensorflowlite_c",
		...(process.platform === "linux" ? ["-ldl"] : []),
		"-Xlinker",
		"-rpath",
		"-Xlinker",
		searchPath,
	];
	const result = runCompiler([
		...flags,
		...(shared ? sharedLibraryFlags() : []),
		...linking,
		"-o",
		temporary,
	]);
	if (result.status !== 0) {
		rmSync(temporary, { force: true });
		throw new Error(
			`${result.compiler} could not compile ${source}:\n${result.stderr.trim()}`,
		);
	}
	renameSync(temporary, output);
}

/** Functions of Node stay open until the plugin is loaded by Node; other hosts never call them. */
function sharedLibraryFlags() {
	const common = ["-shared", "-fPIC", "-fvisibility=hidden"];
	return process.platform === "darwin"
		? [...common, "-undefined", "dynamic_lookup"]
		: [...common, "-Wl,-z,lazy"];
}

function findLibrary() {
	if (!(TARGET in LIBRARY_FOLDERS)) {
		throw new Error(
			`the delegate plugins cannot be built for ${TARGET}; supported are ${Object.keys(LIBRARY_FOLDERS).join(", ")}.`,
		);
	}
	const folder =
		LIBRARY_FOLDERS[/** @type {keyof typeof LIBRARY_FOLDERS} */ (TARGET)];
	let root;
	try {
		root = dirname(
			createRequire(import.meta.url).resolve("tfjs-tflite-node/package.json"),
		);
	} catch {
		throw new Error(
			"the package tfjs-tflite-node is not installed, so there is no TensorFlow Lite to link with. Run `npm install`.",
		);
	}
	const library = {
		folder: join(root, "cc_deps", folder),
		include: join(root, "cc_deps/include"),
	};
	if (!existsSync(library.folder)) {
		throw new Error(
			`tfjs-tflite-node lacks ${library.folder}. Reinstall it with \`npm ci\`.`,
		);
	}
	return library;
}

/** @param {readonly string[]} flags */
function runCompiler(flags) {
	const chosen = process.env.CC?.trim();
	const candidates = chosen
		? [chosen]
		: ["cc", "gcc", "clang", "c++", "g++", "clang++"];
	for (const candidate of candidates) {
		const [command = candidate, ...prefix] = candidate.split(/\s+/);
		const result = spawnSync(command, [...prefix, ...flags], {
			encoding: "utf8",
		});
		if (result.error === undefined) {
			return {
				compiler: candidate,
				status: result.status,
				stderr: result.stderr,
			};
		}
	}
	throw new Error(
		`no C compiler was found (looked for ${candidates.join(", ")}). Install one (Debian: \`apt-get install gcc libc6-dev\`; macOS: \`xcode-select --install\`) or set CC.`,
	);
}
