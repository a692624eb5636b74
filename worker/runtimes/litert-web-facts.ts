import { errorText } from "../../lib/errors.ts";
import type { Environment } from "../../plan/outcome.ts";
import { litertVersion } from "./litert-web/page-server.ts";
import { startPage } from "./litert-web.ts";

const NO_MODEL = new Uint8Array();

/**
 * The browser, LiteRT.js and the GPU adapter that WebGPU gets on this machine; `gpuSoftware` says that it is a program on
 * the CPU. Null where there is none. Never throws.
 */
export async function browserFacts(): Promise<Environment> {
	try {
		const page = await startPage(NO_MODEL, "webgpu");
		if ("unsupported" in page) {
			return { ...NOTHING, browserMissing: page.unsupported };
		}
		try {
			const how = { accelerator: "webgpu", threads: 1 } as const;
			const { adapter } = await page.call("prepare", how);
			return {
				browser: page.browserVersion,
				litertWeb: await litertVersion(),
				gpuVendor: adapter?.vendor ?? null,
				gpuArchitecture: adapter?.architecture ?? null,
				gpuDescription: adapter?.description ?? null,
				gpuSoftware: adapter?.software ?? null,
			};
		} finally {
			await page.close();
		}
	} catch (error) {
		return { ...NOTHING, browserMissing: errorText(error) };
	}
}

const NOTHING: Environment = {
	browser: null,
	litertWeb: null,
	gpuVendor: null,
	gpuArchitecture: null,
	gpuDescription: null,
	gpuSoftware: null,
};
