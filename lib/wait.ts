import { setTimeout } from "node:timers/promises";

/** Resolves after a time; rejects with the signal's reason when it is interrupted. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
	try {
		await setTimeout(ms, undefined, { signal });
	} catch (error) {
		signal.throwIfAborted();
		throw error;
	}
}
