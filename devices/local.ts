import { fileURLToPath } from "node:url";
import { LOCAL_PROFILE } from "../plan/device-profile.ts";
import type { Device, DeviceProgram } from "./device.ts";
import { runWorker } from "./worker-process.ts";

const PROGRAMS: Readonly<Record<DeviceProgram, string>> = {
	worker: fileURLToPath(new URL("../worker/main.js", import.meta.url)),
	tune: fileURLToPath(new URL("../worker/tune-main.js", import.meta.url)),
};

/** This machine: each launch is a fresh Node process. */
export function localDevice(profile = LOCAL_PROFILE): Device {
	const argvOf = (program: DeviceProgram) => [
		process.execPath,
		PROGRAMS[program],
	];
	return {
		name: profile.name,
		profile,
		argvOf,
		run: (job, options) => runWorker(argvOf("worker"), job, options),
	};
}
