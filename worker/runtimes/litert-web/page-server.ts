import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

/** The server of one page and one model, on the loopback interface. */
export type PageServer = {
	/** The page's address: a free port, and a path that cannot be guessed. */
	readonly url: string;
	close(): Promise<void>;
};

type Served = {
	readonly type: string;
	readonly body: () => Promise<Uint8Array | string>;
};

/** The version of LiteRT.js, as its package says. Rejects where the package is not installed. */
export async function litertVersion(): Promise<string> {
	const manifest = await readFile(
		join(packageFolder("@litertjs/core"), "package.json"),
		"utf8",
	);
	return String((JSON.parse(manifest) as { version: unknown }).version);
}

/**
 * Serves the page, LiteRT.js and a model, and nothing else. The page is isolated from other origins, which gives it
 * threads and a finer clock (HTML standard, cross-origin isolation), and may load only what this server has.
 */
export async function servePage(model: Uint8Array): Promise<PageServer> {
	const secret = randomBytes(16).toString("hex");
	const nonce = randomBytes(16).toString("hex");
	const files = filesOf(model, nonce);
	const headers = headersOf(nonce);
	const server = createServer((request, response) => {
		const [, first, ...rest] = (request.url ?? "").split("/");
		const file = first === secret ? files.get(rest.join("/")) : undefined;
		void answer(response, file, headers);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/${secret}/`,
		close: async () => {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

const JAVASCRIPT = "text/javascript";

const WASM_BUILDS = [
	"litert_wasm_internal",
	"litert_wasm_compat_internal",
	"litert_wasm_jspi_internal",
	"litert_wasm_threaded_internal",
];

function filesOf(
	model: Uint8Array,
	nonce: string,
): ReadonlyMap<string, Served> {
	const core = packageFolder("@litertjs/core");
	const file = (type: string, ...path: readonly string[]): Served => ({
		type,
		body: () => readFile(join(...path)),
	});
	return new Map([
		["", { type: "text/html; charset=utf-8", body: async () => html(nonce) }],
		["page.js", file(JAVASCRIPT, import.meta.dirname, "page.js")],
		["core.js", file(JAVASCRIPT, core, "dist", "index.js")],
		[
			"wasm-utils.js",
			file(
				JAVASCRIPT,
				packageFolder("@litertjs/wasm-utils", core),
				"dist",
				"index.js",
			),
		],
		...WASM_BUILDS.flatMap((build): [string, Served][] => [
			[`wasm/${build}.js`, file(JAVASCRIPT, core, "wasm", `${build}.js`)],
			[
				`wasm/${build}.wasm`,
				file("application/wasm", core, "wasm", `${build}.wasm`),
			],
		]),
		["model", { type: "application/octet-stream", body: async () => model }],
	]);
}

function html(nonce: string): string {
	const imports = {
		"@litertjs/core": "./core.js",
		"@litertjs/wasm-utils": "./wasm-utils.js",
	};
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>quantgrid</title>
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports })}</script>
<script type="module" src="page.js"></script>
</head>
<body></body>
</html>
`;
}

function headersOf(nonce: string): Readonly<Record<string, string>> {
	return {
		"Content-Security-Policy": [
			"default-src 'none'",
			`script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
			"worker-src 'self'",
			"connect-src 'self'",
			"base-uri 'none'",
			"form-action 'none'",
			"frame-ancestors 'none'",
		].join("; "),
		"Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store",
	};
}

async function answer(
	response: ServerResponse,
	file: Served | undefined,
	headers: Readonly<Record<string, string>>,
): Promise<void> {
	try {
		if (file === undefined) {
			response.writeHead(404, headers).end();
			return;
		}
		const body = await file.body();
		response.writeHead(200, { ...headers, "Content-Type": file.type });
		response.end(body);
	} catch {
		response.writeHead(500, headers).end();
	}
}

function packageFolder(name: string, from?: string): string {
	const require = createRequire(
		from === undefined ? import.meta.url : join(from, "package.json"),
	);
	return dirname(require.resolve(`${name}/package.json`));
}
