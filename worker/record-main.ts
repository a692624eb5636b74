import { text } from "node:stream/consumers";
import { errorText } from "../lib/errors.ts";
import {
	RECORDING_MARK,
	type Recording,
	recordingJobSchema,
} from "../plan/recording.ts";
import { record } from "./record.ts";

async function recordingOfInput(): Promise<Recording> {
	try {
		const job = JSON.parse(await text(process.stdin));
		return record(recordingJobSchema.parse(job));
	} catch (error) {
		return { status: "refused", reason: errorText(error) };
	}
}

const recording = JSON.stringify(await recordingOfInput());
process.stdout.write(`\n${RECORDING_MARK}${recording}\n`);
