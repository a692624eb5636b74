/**
 * Writes text to stdout and waits until it is out, so that long output fills no memory. Gives whether somebody read it:
 * after `… | head` nobody does.
 */
export function print(text: string): Promise<boolean> {
	return new Promise((resolve) => {
		process.stdout.write(text, (error) => {
			resolve(error === null || error === undefined);
		});
	});
}
