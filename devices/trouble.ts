/** Why a device could not be used. */
export type Trouble = {
	/** One text that says what was found and the way out. */
	readonly message: string;
	/** Whether it may be over soon, so that trying again is worth it. */
	readonly passing: boolean;
};

/** How a program that was to run on a device ended. */
export type RemoteEnding = {
	readonly exitCode: number | null;
	readonly stderr: string;
};
