import { readFile } from "node:fs/promises";
import { ChromiumStartError, findChromium } from "../../lib/chromium.ts";
import { errorCode, errorText, UserError } from "../../lib/errors.ts";
import { treePeakMemoryBytes } from "../measure/tree-memory.ts";
import {
	type BrowserPage,
	openBrowserPage,
	type PageCall,
} from "./litert-web/browser-page.ts";
import { fixShapes } from "./litert-web/fixed-shapes.ts";
import type {
	Accelerator,
	OpenRequest,
	PageData,
} from "./litert-web/page-api.ts";
import { litertVersion } from "./litert-web/page-server.ts";
import {
	describeLog,
	describeRefusal,
	isUnreadable,
} from "./litert-web-refusal.ts";
import { LitertWebSession, type OpenedModel } from "./litert-web-session.ts";
import {
	ELEMENT_ARRAYS,
	elementCount,
	type Opening,
	type Runtime,
	RuntimeCrash,
	type SessionRequest,
	type TensorInfo,
} from "./session.ts";

/** LiteRT.js in headless Chromium: `wasm` on the CPU, `webgpu` on the GPU. */
export const litertWebRuntime: Runtime = {
	name: "litert-web",
	delegates: ["wasm", "webgpu"],
	open: (request) => openLitertWeb(request),
};

/** Opens a model in a browser of its own; `wrap` stands between the session and the page. */
export async function openLitertWeb(
	request: SessionRequest,
	wrap: (call: PageCall) => PageCall = (call) => call,
): Promise<Opening> {
	const how = openRequest(request);
	if ("unsupported" in how) {
		return { status: "unsupported", reason: how.unsupported };
	}
	const model = fixShapes(await readModel(request.modelPath));
	const page = await startPage(model, how.accelerator);
	if ("unsupported" in page) {
		return { status: "unsupported", reason: page.unsupported };
	}
	try {
		const wrapped = { ...page, call: wrap(page.call) };
		const opening = await openIn(wrapped, how, request.modelPath);
		if (opening.status === "unsupported") {
			await page.close();
		}
		return opening;
	} catch (error) {
		await page.close();
		throw error;
	}
}

type Unsupported = { readonly unsupported: string };

/** Finds the browser and starts it with the page. */
export async function startPage(
	model: Uint8Array,
	accelerator: Accelerator,
): Promise<BrowserPage | Unsupported> {
	const found = findChromium();
	if (found.status === "missing") {
		return { unsupported: found.reason };
	}
	try {
		return await openBrowserPage(found.path, model, FLAGS[accelerator]);
	} catch (error) {
		if (!(error instanceof ChromiumStartError)) {
			throw error;
		}
		const { signal, exitCode } = error.exit;
		if (signal !== null) {
			throw new RuntimeCrash("the browser ended while it started", {
				signal,
				exitCode,
			});
		}
		return {
			unsupported: `The browser ${found.path} does not start: ${error.message}`,
		};
	}
}

// WebGPU is still behind a flag in headless browsers and on Linux, where it needs Vulkan too; without a GPU it then
// computes on SwiftShader. The developer features tell the adapter's name.
const FLAGS: Readonly<Record<Accelerator, readonly string[]>> = {
	wasm: [],
	webgpu: [
		"--enable-unsafe-webgpu",
		"--enable-webgpu-developer-features",
		...(process.platform === "linux" ? ["--enable-features=Vulkan"] : []),
	],
};

function openRequest({
	delegate,
	threads,
	delegateOptions = {},
}: SessionRequest): OpenRequest | Unsupported {
	if (!Number.isInteger(threads) || threads < 1) {
		throw new UserError(
			`The runtime litert-web expects a whole number of threads from 1 on, found ${threads}.`,
		);
	}
	switch (delegate) {
		case "wasm":
			assertOptionsKnown(delegate, delegateOptions, []);
			return { accelerator: delegate, threads, precision: undefined };
		case "webgpu":
			assertOptionsKnown(delegate, delegateOptions, ["precision"]);
			return threads > 1
				? {
						unsupported:
							"WebGPU computes on the GPU and takes no threads of the CPU; name one thread for it.",
					}
				: {
						accelerator: delegate,
						threads,
						precision: precisionOf(delegateOptions.precision),
					};
		default:
			throw new UserError(
				`The runtime litert-web has no delegate "${delegate}". It has: ${litertWebRuntime.delegates.join(", ")}.`,
			);
	}
}

function assertOptionsKnown(
	delegate: string,
	options: Readonly<Record<string, string>>,
	known: readonly string[],
): void {
	const unknown = Object.keys(options).find((key) => !known.includes(key));
	if (unknown !== undefined) {
		throw new UserError(
			`The delegate "${delegate}" does not understand the option ${unknown}=${options[unknown]}. It knows ${known.join(", ") || "none"}.`,
		);
	}
}

function precisionOf(text: string | undefined): OpenRequest["precision"] {
	if (text !== undefined && text !== "fp16" && text !== "fp32") {
		throw new UserError(
			`The option precision of the delegate "webgpu" is fp16 or fp32, found "${text}".`,
		);
	}
	return text;
}

const NO_ADAPTER =
	"The browser has no WebGPU adapter, neither a GPU nor a software one. Install a driver for Vulkan (Linux), or name another delegate.";

const FELL_BACK =
	"WebGPU does not take every operator of the model, and this browser cannot run the others beside it: that needs WebAssembly's JSPI, which Chromium has from version 137 on.";

async function openIn(
	page: BrowserPage,
	how: OpenRequest,
	modelPath: string,
): Promise<Opening> {
	const facts = await page.call("prepare", how);
	if (how.accelerator === "webgpu" && facts.adapter === null) {
		return { status: "unsupported", reason: NO_ADAPTER };
	}
	const baseBytes = treePeakMemoryBytes(page.pid);
	const model = await page.call("open", how);
	if (model.status === "refused") {
		if (isUnreadable(model)) {
			throw new UserError(
				`${modelPath}: LiteRT.js cannot read this file as a model. Give the path of a .tflite file that is whole.`,
			);
		}
		return { status: "unsupported", reason: describeRefusal(model) };
	}
	if (model.accelerator !== how.accelerator) {
		return { status: "unsupported", reason: FELL_BACK };
	}
	const reason =
		findUnsized([...model.inputs, ...model.outputs]) ??
		(await findMissingOperator(page, how, model));
	if (reason !== undefined) {
		return { status: "unsupported", reason };
	}
	const memory = { baseBytes, peakBytes: () => treePeakMemoryBytes(page.pid) };
	const runtimeVersion = `LiteRT.js ${await litertVersion()} in ${page.browserVersion}`;
	return {
		status: "open",
		session: new LitertWebSession(page, model, {
			runtimeVersion,
			page: facts,
			memory,
		}),
	};
}

function findUnsized(tensors: readonly TensorInfo[]): string | undefined {
	const unsized = tensors.find(({ shape }) => shape.some((size) => size < 1));
	return (
		unsized &&
		`Tensor "${unsized.name}" has no fixed size (shape [${unsized.shape.join(", ")}]), which LiteRT.js needs.`
	);
}

// An operator that LiteRT.js lacks shows only when the model runs, so a model that the delegate did not take whole is
// tried once in a page of its own: the first inference of the real page stays the first.
async function findMissingOperator(
	page: BrowserPage,
	how: OpenRequest,
	{ fullyDelegated, inputs }: OpenedModel,
): Promise<string | undefined> {
	if (fullyDelegated) {
		return undefined;
	}
	const trial = await page.fresh();
	try {
		await trial.call("prepare", how);
		await trial.call("open", how);
		await trial.call("infer", [inputs.map(zeros)]);
		return undefined;
	} catch (error) {
		if (error instanceof RuntimeCrash) {
			throw error;
		}
		return `LiteRT.js cannot run the model: ${describeLog(errorText(error))}`;
	} finally {
		await trial.close();
	}
}

function zeros({ type, shape }: TensorInfo): PageData {
	return new ELEMENT_ARRAYS[type](elementCount(shape)) as PageData;
}

async function readModel(path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch (error) {
		throw new UserError(
			`The model file ${path} cannot be read (${errorCode(error) ?? errorText(error)}). Give the path of a .tflite file.`,
			{ cause: error },
		);
	}
}
