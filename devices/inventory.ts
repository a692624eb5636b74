import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { errorCode, errorText, UserError } from "../lib/errors.ts";
import {
	type DeviceProfile,
	deviceProfileSchema,
	LOCAL_PROFILE,
} from "../plan/device-profile.ts";
import { issueText } from "../plan/suite-issues.ts";

/** The devices that a user has declared, and this machine. */
export type Inventory = {
	/** The folder they were read from; undefined where none is named. */
	readonly folder: string | undefined;
	readonly profiles: ReadonlyMap<string, DeviceProfile>;
};

/** The inventory of a user who has none: this machine. */
export const NO_INVENTORY: Inventory = {
	folder: undefined,
	profiles: new Map([[LOCAL_PROFILE.name, LOCAL_PROFILE]]),
};

const MAX_BYTES = 1024 * 1024;

/**
 * Reads every `*.json` of a folder as the profile of a device. `local` is this machine, unless the folder says otherwise.
 * Rejects with a UserError that names the file, the place in it, what was found and what was expected.
 */
export async function readInventory(folder: string): Promise<Inventory> {
	const profiles = new Map(NO_INVENTORY.profiles);
	const files = new Map<string, string>();
	for (const file of await profileFiles(folder)) {
		const profile = await readProfile(join(folder, file));
		const first = files.get(profile.name);
		if (first !== undefined) {
			throw new UserError(
				`${join(folder, file)}: the name "${profile.name}" is also that of ${join(folder, first)}. Give each device a name of its own.`,
			);
		}
		files.set(profile.name, file);
		profiles.set(profile.name, profile);
	}
	return { folder, profiles };
}

async function profileFiles(folder: string): Promise<readonly string[]> {
	try {
		return (await readdir(folder))
			.filter((name) => name.endsWith(".json") && !name.startsWith("."))
			.toSorted();
	} catch (error) {
		throw new UserError(
			`${folder}: the folder of devices cannot be read (${errorCode(error) ?? errorText(error)}). Name a folder with one JSON file per device by --devices or QUANTGRID_DEVICES.`,
		);
	}
}

async function readProfile(path: string): Promise<DeviceProfile> {
	let input: unknown;
	try {
		const { size } = await stat(path);
		if (size > MAX_BYTES) {
			throw new Error(`it has ${size} bytes, more than any profile`);
		}
		input = JSON.parse(await readFile(path, "utf8"));
	} catch (error) {
		throw new UserError(
			`${path}: this device cannot be read as JSON: ${errorText(error)}. Mend the file, or take it out of the folder.`,
		);
	}
	return parseProfile(input, path);
}

/** Checks a profile and takes its relative paths on this machine from the folder of its file; throws as `readInventory`. */
export function parseProfile(input: unknown, path: string): DeviceProfile {
	const result = deviceProfileSchema.safeParse(input);
	if (!result.success) {
		const issues = result.error.issues.map(
			(issue) => `  ${issueText(issue, input, "the device")}`,
		);
		throw new UserError(
			`${path}: this is not a valid device:\n${issues.join("\n")}`,
		);
	}
	return withOwnPaths(result.data, dirname(resolve(path)));
}

/** Paths that lie on this machine: all of a local device's, a configuration file, and words that begin with a dot. */
function withOwnPaths(profile: DeviceProfile, folder: string): DeviceProfile {
	const { transport, root, directory } = profile;
	const own = (word: string) =>
		/^\.\.?\//.test(word) ? resolve(folder, word) : word;
	switch (transport.kind) {
		case "local":
			return { ...profile, root: resolve(folder, root) };
		case "ssh":
			return transport.configFile === undefined
				? profile
				: {
						...profile,
						transport: {
							...transport,
							configFile: resolve(folder, transport.configFile),
						},
					};
		case "command": {
			const [first, ...rest] = transport.argv;
			return {
				...profile,
				directory: own(directory),
				root: own(root),
				transport: { ...transport, argv: [own(first), ...rest.map(own)] },
			};
		}
	}
}
