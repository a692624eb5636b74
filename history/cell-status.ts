import type { Build } from "../plan/artifact.ts";
import type { Miss, MissStatus } from "./launch-reading.ts";

/** What may become of a cell. `measured`: at least one launch measured its latency. */
export const CELL_STATUSES = [
	"measured",
	"unsupported",
	"failed",
	"timed-out",
	"crashed",
	"not-run",
] as const satisfies readonly ("measured" | MissStatus | "not-run")[];

/** What became of a cell. */
export type CellStatus = (typeof CELL_STATUSES)[number];

/** What became of a cell, and why where it was not measured. */
export type StatusReason = {
	readonly status: CellStatus;
	readonly reason: string | undefined;
};

/** What the status of a cell is judged by. */
export type CellEvents = {
	/** Why it cannot be measured, where that was known before trying. */
	readonly unsupported: string | undefined;
	/** What became of its artifact at last. */
	readonly build: Build | undefined;
	/** Whether a launch measured its latency. */
	readonly measured: boolean;
	readonly latencyMisses: readonly Miss[];
	readonly accuracyMisses: readonly Miss[];
	/** Why its device told nothing. */
	readonly unreachable: string | undefined;
};

/** Says what became of a cell. */
export function cellStatus({
	unsupported,
	build,
	measured,
	latencyMisses,
	accuracyMisses,
	unreachable,
}: CellEvents): StatusReason {
	if (measured) {
		return { status: "measured", reason: undefined };
	}
	if (unsupported !== undefined) {
		return { status: "unsupported", reason: unsupported };
	}
	if (build?.status === "unsupported") {
		return { status: "unsupported", reason: build.reason };
	}
	if (build?.status === "failed") {
		return {
			status: "failed",
			reason: `the artifact could not be built: ${build.error}`,
		};
	}
	const misses = latencyMisses.length > 0 ? latencyMisses : accuracyMisses;
	if (misses.length > 0) {
		return { status: gravest(misses), reason: missesText(misses) };
	}
	if (build !== undefined && unreachable !== undefined) {
		return {
			status: "failed",
			reason: `the device could not be reached: ${unreachable}`,
		};
	}
	const reason =
		build === undefined
			? "the run ended before the artifact was built"
			: "the run ended before a launch of this cell";
	return { status: "not-run", reason };
}

const GRAVEST_FIRST = [
	"crashed",
	"timed-out",
	"failed",
	"unsupported",
] as const satisfies readonly MissStatus[];

function gravest(misses: readonly Miss[]): MissStatus {
	return (
		GRAVEST_FIRST.find((status) =>
			misses.some((miss) => miss.status === status),
		) ?? "failed"
	);
}

/** The misses as one text, equal ones counted: `2 × timed out after 30 s; crashed with SIGSEGV`. */
export function missesText(misses: readonly Miss[]): string {
	const counts = new Map<string, number>();
	for (const { reason } of misses) {
		counts.set(reason, (counts.get(reason) ?? 0) + 1);
	}
	return [...counts]
		.map(([reason, count]) => (count > 1 ? `${count} × ${reason}` : reason))
		.join("; ");
}
