import { InvalidArgumentError } from "commander";

/** Reads an option that counts something. Throws what commander prints for anything but a whole number from 0. */
export function parseCount(text: string): number {
	const count = Number(text);
	if (!/^\d{1,9}$/.test(text)) {
		throw new InvalidArgumentError("Expected a whole number from 0.");
	}
	return count;
}
