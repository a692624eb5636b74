/** Something that takes its time, and ends early when its signal is aborted. */
export type Task = (signal: AbortSignal) => Promise<void>;

/**
 * Does all tasks at the same time. The first that rejects interrupts the others, and is what this rejects with once all
 * of them have ended.
 */
export async function together(
	tasks: readonly Task[],
	signal: AbortSignal,
): Promise<void> {
	const failure = new AbortController();
	const either = AbortSignal.any([signal, failure.signal]);
	const all = tasks.map((task) => task(either));
	try {
		await Promise.all(all);
	} catch (error) {
		failure.abort(error);
		await Promise.allSettled(all);
		throw error;
	}
}
