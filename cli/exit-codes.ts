/** What each exit code says. */
export const EXIT = {
	fine: 0,
	regression: 1,
	wrongUse: 2,
	cellFailed: 3,
	timeLimit: 124,
	interrupted: 130,
} as const;

/** Tells the exit code of a command; `main.ts` is the only one to set it. */
export type Exit = (code: (typeof EXIT)[keyof typeof EXIT]) => void;
