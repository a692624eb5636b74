import { errorText } from "../lib/errors.ts";
import { PROBE_MARK, PROBES, type ProbeResult } from "./probe.ts";

/** Runs the probe that the command line names and prints what it found; `doctor` starts this as a process. */
const name = process.argv[2] ?? "";
const probe: (() => Promise<ProbeResult>) | undefined = new Map<
	string,
	() => Promise<ProbeResult>
>(Object.entries(PROBES)).get(name);
process.stdout.write(`\n${PROBE_MARK}${JSON.stringify(await run())}\n`);

async function run(): Promise<ProbeResult> {
	try {
		return probe === undefined
			? { status: "fails", reason: `There is no probe "${name}".` }
			: await probe();
	} catch (error) {
		return { status: "fails", reason: errorText(error) };
	}
}
