/**
 * Every constant of comparing, in one place; docs/comparing.md says in plain words what each is for and what it was chosen
 * by. Shares are of 1, chances of 0 to 1.
 */
export const RULES = {
	latency: {
		/** Fewer launches on a side say nothing. */
		minimumLaunches: 2,
		/** A change smaller than this is nobody's business. */
		minimumEffect: 0.02,
		/** What the runs alone must show to be called a change of latency, where nothing is measured again. */
		claim: { chance: 0.2, noiseFactor: 3 },
		/**
		 * A cell is measured again unless its runs rule out a change of `effect`: the change they show and `noiseFactor` times
		 * the noise stay below it. A false suspicion costs launches, not credibility.
		 */
		suspicion: { effect: 0.03, noiseFactor: 1.5 },
		/** What two nights are taken to differ by of the machine's own accord, where their runs do not show more. */
		leastNoise: 0.01,
		/** A cell whose own noise is above this share cannot be judged by its runs. */
		unstableNoise: 0.1,
	},
	memory: {
		minimumLaunches: 2,
		/** A change smaller than this is nobody's business. */
		minimumEffect: 0.02,
		/** Below this many bytes a change is the allocator's. */
		minimumBytes: 2_000_000,
		claim: { chance: 0.2, noiseFactor: 3 },
		/** An allocator asks for the same on every night. */
		leastNoise: 0,
	},
	accuracy: {
		/** The largest chance of McNemar's test at which accuracy counts as changed. */
		chance: 0.01,
	},
	confirmation: {
		/** The chance that a night in which nothing changed confirms anything, shared by its suspicions. */
		falseAlarmsANight: 0.01,
		/** A confirmed change is larger than this beyond doubt. */
		surelyAbove: 0.005,
		/** After how many rounds it may be decided, and which share of the budget each look has. */
		looks: [
			{ rounds: 6, share: 0 },
			{ rounds: 10, share: 0.1 },
			{ rounds: 14, share: 0.2 },
			{ rounds: 20, share: 0.2 },
			{ rounds: 30, share: 0.2 },
			{ rounds: 45, share: 0.15 },
			{ rounds: 60, share: 0.15 },
		],
		/** The chance, at each look, to give up a change of `effect`. */
		refutation: { effect: 0.03, chance: 0.02 },
		/** A confirmed change is estimated at this at least. */
		minimumEffect: 0.01,
	},
	trend: {
		/** Below so many nights nothing is said of a trend. */
		minimumNights: 14,
		/** A level must last so many nights to be one. */
		minimumSegment: 5,
		/** The largest chance of so clear a step in a cell whose level never changed. */
		chance: 0.005,
		permutations: 999,
		/** A step counts where it is so many times the spread of the nights around their level. */
		noiseFactor: 1,
		minimumEffect: 0.02,
		/** Of the orders drawn, so that the same history always tells the same. */
		seed: 1,
	},
	/** The confidence of every interval of an effect. */
	confidence: 0.95,
} as const;
