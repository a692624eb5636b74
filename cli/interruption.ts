/** What ends a run before its time. */
export type Interruption = {
	readonly signal: AbortSignal;
	readonly cause: () => "signal" | "time limit" | undefined;
	/** Lets go of the signals and the clock. */
	readonly dispose: () => void;
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Interrupts on Ctrl-C, on a request to end, on a lost terminal, and after a limit in seconds where there is one. */
export function interruption(limitSeconds: number | undefined): Interruption {
	const controller = new AbortController();
	let cause: "signal" | "time limit" | undefined;
	const stop = (why: "signal" | "time limit") => () => {
		cause ??= why;
		controller.abort();
	};
	const onSignal = stop("signal");
	for (const name of SIGNALS) {
		process.on(name, onSignal);
	}
	const timer =
		limitSeconds === undefined
			? undefined
			: setTimeout(stop("time limit"), limitSeconds * 1000);
	return {
		signal: controller.signal,
		cause: () => cause,
		dispose: () => {
			clearTimeout(timer);
			for (const name of SIGNALS) {
				process.off(name, onSignal);
			}
		},
	};
}
