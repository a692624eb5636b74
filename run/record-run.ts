import { type Device, deviceOf } from "../devices/device.ts";
import { type Entry, JOURNAL_FORMAT } from "../history/entry.ts";
import { appendEntry, mendJournal } from "../history/journal.ts";
import { packageVersion } from "../lib/package.ts";
import { DELEGATES, type Preset } from "../plan/axes.ts";
import { delegateSetting } from "../plan/delegate.ts";
import type { Environment } from "../plan/outcome.ts";
import type { Suite } from "../plan/suite.ts";
import { PROTOCOL } from "../worker/protocol.ts";
import type { Builder } from "./artifacts.ts";
import { commitOf } from "./commit.ts";
import type { RunEvent } from "./progress.ts";
import { type RunDirectory, runId, suiteSha256 } from "./run-directory.ts";
import { runSuite } from "./run-suite.ts";

/** A run to be recorded: a suite, how much of it is measured, and where its journal is. */
export type RecordedRun = {
	readonly suite: Suite;
	readonly preset: Preset;
	readonly place: RunDirectory;
};

/** What a recorded run works with. */
export type RecordContext = {
	readonly build: Builder;
	/** Every device of the suite, by name. */
	readonly devices: ReadonlyMap<string, Device>;
	readonly now: () => Date;
	readonly tell: (event: RunEvent) => void;
	readonly signal: AbortSignal;
};

/** How long a machine may take to tell its facts. */
const FACTS_TIMEOUT_MS = 30_000;

/**
 * Runs a suite into its journal: first what is run and on what machine, or that the run is resumed, then an entry for
 * everything that happens. Rejects as `runSuite` does; what was measured until then is in the journal.
 */
export async function recordRun(
	{ suite, preset, place }: RecordedRun,
	context: RecordContext,
): Promise<void> {
	const append = (entry: Entry): void => appendEntry(place.journal, entry);
	const environment = await environmentOf(suite, context);
	const at = context.now();
	if (place.resumed === undefined) {
		append({
			kind: "run",
			format: JOURNAL_FORMAT,
			at: at.toISOString(),
			id: runId(at),
			suite,
			suiteSha256: suiteSha256(suite),
			preset,
			seed: suite.seed,
			quantgridVersion: packageVersion(),
			commit: await commitOf(process.cwd()),
			environment,
		});
	} else {
		const tornBytes = await mendJournal(place.journal);
		append({ kind: "resumed", at: at.toISOString(), environment, tornBytes });
	}
	await runSuite(
		{ suite, preset, before: place.resumed?.entries ?? [] },
		{ ...context, append },
	);
}

/** The facts of the suite's first device. */
async function environmentOf(
	suite: Suite,
	{ devices, signal }: RecordContext,
): Promise<Environment> {
	const device = deviceOf(devices, suite.devices[0] ?? "local");
	const outcome = await device.run(
		{ kind: "facts", protocol: PROTOCOL, browser: usesBrowser(suite) },
		{ timeoutMs: FACTS_TIMEOUT_MS, signal },
	);
	if (outcome.status === "measured" && outcome.measurement.kind === "facts") {
		return outcome.measurement.environment;
	}
	return { factsMissing: JSON.stringify(outcome) };
}

function usesBrowser({ delegates }: Suite): boolean {
	return delegates
		.map(delegateSetting)
		.some(({ delegate }) => DELEGATES[delegate].runtime === "litert-web");
}
