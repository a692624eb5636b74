import { Option } from "commander";

/** What `--device` says: names of devices, in their order. */
export type DeviceOption = { readonly device?: readonly string[] };

/** `--device NAME`, which may be given several times. */
export function deviceOption(): Option {
	return new Option(
		"--device <name>",
		"measure on this device instead of those of the suite; may be given several times",
	).argParser<readonly string[]>((name, names = []) => [...names, name]);
}

/** What `--device` puts in place of a suite's devices. */
export function deviceOverride({ device }: DeviceOption): {
	readonly devices?: readonly string[];
} {
	return device === undefined ? {} : { devices: device };
}
