import type { PlannedLaunch, TaskKind } from "../plan/launches.ts";

/** Estimates how long the launches to come will take, from those of their kind that are done. */
export class RemainingTime {
	readonly #spent = new Map<TaskKind, { count: number; totalMs: number }>();

	/** Takes note of how long a launch took. */
	add(task: TaskKind, elapsedMs: number): void {
		const { count, totalMs } = this.#spent.get(task) ?? {
			count: 0,
			totalMs: 0,
		};
		this.#spent.set(task, { count: count + 1, totalMs: totalMs + elapsedMs });
	}

	/** The time the given launches will take, or undefined before the first one of their kinds is done. */
	of(launches: readonly PlannedLaunch[]): number | undefined {
		const known = [...this.#spent.values()];
		const count = known.reduce((sum, spent) => sum + spent.count, 0);
		if (count === 0) {
			return undefined;
		}
		const anyMs = known.reduce((sum, spent) => sum + spent.totalMs, 0) / count;
		return launches.reduce((sum, { task }) => {
			const spent = this.#spent.get(task);
			return sum + (spent === undefined ? anyMs : spent.totalMs / spent.count);
		}, 0);
	}
}
