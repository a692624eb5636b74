import { fileURLToPath } from "node:url";
import { LOCAL_PROFILE } from "../plan/device-profile.ts";
import { onCpus } from "./cpus.ts";
import { DEVICE_PROGRAMS, type Device, type DeviceProgram } from "./device.ts";
import { runWorker } from "./worker-process.ts";

const PACKAGE_FOLDER = new URL("../../", import.meta.url);

/** This machine: each launch is a fresh Node process. */
export function localDevice(profile = LOCAL_PROFILE): Device {
	const argvOf = (program: DeviceProgram) =>
		onCpus(profile, [
			process.execPath,
			fileURLToPath(new URL(DEVICE_PROGRAMS[program], PACKAGE_FOLDER)),
		]);
	return {
		name: profile.name,
		profile,
		argvOf,
		run: (job, options) => runWorker(argvOf("worker"), job, options),
	};
}
