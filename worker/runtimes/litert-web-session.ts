import type { BrowserPage } from "./litert-web/browser-page.ts";
import type {
	PageData,
	PageFacts,
	PageOpening,
} from "./litert-web/page-api.ts";
import {
	assertInputsFit,
	type Coverage,
	type Sampling,
	type Session,
	type SessionMemory,
	type TensorData,
	type TensorInfo,
} from "./session.ts";

/** A model that the page has loaded. */
export type OpenedModel = Extract<PageOpening, { status: "open" }>;

type SessionFacts = {
	readonly runtimeVersion: string;
	readonly page: PageFacts;
	readonly memory: SessionMemory;
};

/** A model in LiteRT.js in a page of a headless browser, which it owns. */
export class LitertWebSession implements Session {
	readonly inputs: readonly TensorInfo[];
	readonly outputs: readonly TensorInfo[];
	readonly loadMs: number;
	readonly runtimeVersion: string;
	// LiteRT.js tells only whether the delegate took all operators, not how many.
	readonly coverage: Coverage | undefined = undefined;
	readonly fullyDelegated: boolean;
	readonly adapter: PageFacts["adapter"];
	readonly clockResolutionMs: number;
	readonly memory: SessionMemory;
	#page: BrowserPage | undefined;

	constructor(page: BrowserPage, model: OpenedModel, facts: SessionFacts) {
		this.#page = page;
		this.inputs = model.inputs;
		this.outputs = model.outputs;
		this.loadMs = model.loadMs;
		this.fullyDelegated = model.fullyDelegated;
		this.runtimeVersion = facts.runtimeVersion;
		this.adapter = facts.page.adapter;
		this.clockResolutionMs = facts.page.clockResolutionMs;
		this.memory = facts.memory;
	}

	async infer(inputs: readonly TensorData[]): Promise<readonly TensorData[]> {
		const [outputs] = await this.inferEach([inputs]);
		return outputs ?? [];
	}

	async inferEach(
		samples: readonly (readonly TensorData[])[],
	): Promise<readonly (readonly TensorData[])[]> {
		const page = this.#openPage();
		for (const inputs of samples) {
			assertInputsFit(inputs, this.inputs);
		}
		return page.call("infer", samples as readonly (readonly PageData[])[]);
	}

	async sample(
		inputs: readonly TensorData[],
		sampling: Sampling,
	): Promise<Float64Array> {
		const page = this.#openPage();
		assertInputsFit(inputs, this.inputs);
		return page.call("sample", {
			inputs: inputs as readonly PageData[],
			sampling,
		});
	}

	async close(): Promise<void> {
		const page = this.#page;
		this.#page = undefined;
		await page?.close();
	}

	#openPage(): BrowserPage {
		if (this.#page === undefined) {
			throw new Error("The session is closed and cannot be used.");
		}
		return this.#page;
	}
}
