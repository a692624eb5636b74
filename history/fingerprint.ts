import { sha256 } from "../lib/hash.ts";
import type { Environment } from "../plan/outcome.ts";

type Fact = Environment[string];

const asTold = (fact: Fact): Fact => fact;

// `6.1.0-31-amd64` → `6.1`: a distribution's fixes keep the series, a new one brings another scheduler and drivers.
const series = (fact: Fact): Fact =>
	/^\d+\.\d+/.exec(String(fact))?.[0] ?? fact;

const major = (fact: Fact): Fact => /\d+/.exec(String(fact))?.[0] ?? fact;

/**
 * The facts of a device that decide whether latencies may be held against each other, and how much of each counts. Each
 * one changes latency by itself: the processor and what it is allowed to do, the code that computes, the kernel that
 * schedules it. Left out is what changes from night to night without doing so: load, free memory, temperature, the
 * frequency of the moment; the kernel's patch level, the distribution's name and the total memory, which each update moves
 * by a little; and the version of quantgrid.
 */
const LASTING_FACTS: Readonly<Record<string, (fact: Fact) => Fact>> = {
	cpuModel: asTold,
	cpuCores: asTold,
	architecture: asTold,
	board: asTold,
	virtualised: asTold,
	simultaneousMultithreading: asTold,
	boost: asTold,
	governor: asTold,
	powerMode: asTold,
	jetsonClocks: asTold,
	frequencyMaxMHz: asTold,
	kernel: series,
	node: major,
	tflite: asTold,
	browser: major,
	litertWeb: asTold,
	gpuDescription: asTold,
};

/** Between the values of a fact that was different when a run was continued. */
const THEN = ", then ";

/**
 * What tells whether the figures of two runs on a device may be held against each other: equal fingerprints, as 64 hex
 * digits, mean the same processor with the same settings, the same kernel series and the same runtimes. A fact that a
 * device does not tell counts as one that it never tells.
 */
export function fingerprintOf(environment: Environment): string {
	const facts = Object.keys(LASTING_FACTS).map((name) => [
		name,
		lastingFact(environment, name),
	]);
	return sha256(JSON.stringify(facts));
}

/** The facts by which two fingerprints differ: `tflite: 2.9.0, then 2.10.0`. Empty where the fingerprints are equal. */
export function fingerprintChanges(
	before: Environment,
	after: Environment,
): readonly string[] {
	return Object.keys(LASTING_FACTS).flatMap((name) =>
		lastingFact(before, name) === lastingFact(after, name)
			? []
			: [`${name}: ${told(before[name])}${THEN}${told(after[name])}`],
	);
}

/**
 * One environment for a run that was continued, of which there is at least the one it began with: the facts of the last
 * one, but where a lasting fact differed, all of its values, so that such a run has the fingerprint of no machine.
 */
export function mergeEnvironments(
	environments: readonly Environment[],
): Environment {
	const last = environments.at(-1) ?? {};
	const mixed = Object.keys(LASTING_FACTS).flatMap((name) => {
		const values = new Set(
			environments.map((environment) => lastingFact(environment, name)),
		);
		return values.size > 1
			? [[name, environments.map((each) => told(each[name])).join(THEN)]]
			: [];
	});
	return { ...last, ...Object.fromEntries(mixed) };
}

function lastingFact(environment: Environment, name: string): Fact {
	const fact = environment[name] ?? null;
	return fact === null || String(fact).includes(THEN)
		? fact
		: (LASTING_FACTS[name] ?? asTold)(fact);
}

function told(fact: Fact | undefined): string {
	return String(fact ?? "unknown");
}
