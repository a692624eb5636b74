import type {
	Change,
	ChangeReport,
	SideEvidence,
} from "../../compare/comparison.ts";
import type {
	RecordedCell,
	RecordedLaunch,
	RecordedRun,
} from "../../history/recorded-run.ts";

const FIRST_NIGHT = Date.UTC(2025, 10, 20, 2, 0, 0);
const DAY_MS = 86_400_000;

/** When a night's run began. */
export function nightAt(night: number): string {
	return new Date(FIRST_NIGHT + night * DAY_MS).toISOString();
}

/** The key of a night's run. */
export function nightKey(night: number): string {
	return `zoo/${nightAt(night).slice(0, 19).replaceAll(":", "-")}`;
}

/** A launch of a median, the other figures likely for it. */
export function launchOf(
	medianMs: number,
	overrides: Partial<RecordedLaunch> = {},
): RecordedLaunch {
	return {
		at: nightAt(0),
		round: 0,
		samples: 128,
		medianMs,
		p10Ms: medianMs * 0.97,
		minMs: medianMs,
		peakMemoryBytes: 92_000_000,
		throttled: false,
		...overrides,
	};
}

/** One side of a claim, by the medians of its launches. */
export function sideOf(
	run: string,
	mediansMs: readonly number[],
): SideEvidence {
	return {
		run,
		artifactSha256: "ab".repeat(32),
		launches: mediansMs.map((medianMs, round) => launchOf(medianMs, { round })),
	};
}

/** A claim that nothing changed, unless told otherwise. */
export function changeOf(overrides: Partial<Change> = {}): Change {
	return {
		cell: "cnn/float32/builtin-t1@local",
		metric: "latency",
		verdict: "same",
		regression: false,
		accepted: undefined,
		baseline: 10,
		current: 10,
		effect: 0,
		interval: { low: -0.01, high: 0.01 },
		pValue: 0.8,
		reason: "The effect is within the noise of the cell.",
		evidence: undefined,
		confirmation: undefined,
		...overrides,
	};
}

/** A run of cells, with nothing of note about it. */
export function runOf(
	night: number,
	cells: readonly RecordedCell[] = [],
): RecordedRun {
	return {
		key: nightKey(night),
		suite: "zoo",
		suiteSha256: "c".repeat(64),
		at: nightAt(night),
		finished: true,
		preset: "quick",
		quantgridVersion: "0.1.0",
		commit: { sha: "0123456789abcdef0123456789abcdef01234567", dirty: false },
		devices: [{ name: "local", fingerprint: "f".repeat(64), environment: {} }],
		cells,
	};
}

/** A report of given changes. */
export function reportOf(
	changes: readonly Change[],
	{ trends = [], notes = [] }: Partial<Omit<ChangeReport, "comparison">> = {},
): ChangeReport {
	return {
		comparison: {
			baseline: [runOf(0)],
			current: runOf(1),
			deviceChanges: [],
			changes,
		},
		trends,
		notes,
	};
}
