import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { treePeakMemoryBytes } from "../../../worker/measure/tree-memory.ts";

const ROOM_BYTES = 64 * 1024 * 1024;

test("the memory of a process includes its descendants', and not what strangers have", async () => {
	const before = treePeakMemoryBytes(process.pid);
	const child = spawn(
		process.execPath,
		[
			"-e",
			`globalThis.room = Buffer.alloc(${ROOM_BYTES}, 1); console.log("ready"); setInterval(() => {}, 1000);`,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	try {
		await once(child.stdout, "data");
		assert.ok(treePeakMemoryBytes(child.pid as number) > ROOM_BYTES);
		assert.ok(treePeakMemoryBytes(process.pid) > before + ROOM_BYTES);
	} finally {
		child.kill("SIGKILL");
		await once(child, "exit");
	}
});

test("a process that is not there has no memory", () => {
	assert.is(treePeakMemoryBytes(2 ** 22 + 1), 0);
});

test.run();
