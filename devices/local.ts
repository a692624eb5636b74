import { fileURLToPath } from "node:url";
import type { Device } from "./device.ts";
import { runWorker } from "./worker-process.ts";

const WORKER = fileURLToPath(new URL("../worker/main.js", import.meta.url));

/** This machine: each launch is a fresh Node process. */
export function localDevice(): Device {
	return {
		name: "local",
		run: (job, options) => runWorker([process.execPath, WORKER], job, options),
	};
}
