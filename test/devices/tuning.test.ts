import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Device } from "../../devices/device.ts";
import { localDevice } from "../../devices/local.ts";
import { restoreTuning, startTuning } from "../../devices/tuning.ts";
import { LOCAL_PROFILE } from "../../plan/device-profile.ts";
import type { TuneAnswer } from "../../worker/protocol.ts";
import { tuningStatePath } from "../../worker/tuning-state.ts";
import { endsSoon } from "../support/processes.ts";
import { withFolder } from "../support/temporary-folder.ts";

const FORMER = ["ondemand", "powersave"];

const governorPath = (root: string, cpu: number) =>
	join(root, `sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`);

/** A folder that stands in for `/`, with two processors and their governors. */
const withSysfs = (body: (root: string) => Promise<void>) =>
	withFolder(async (root) => {
		for (const [cpu, governor] of FORMER.entries()) {
			mkdirSync(dirname(governorPath(root, cpu)), { recursive: true });
			writeFileSync(governorPath(root, cpu), `${governor}\n`);
		}
		await body(root);
	});

const governors = (root: string) =>
	FORMER.map((_, cpu) => readFileSync(governorPath(root, cpu), "utf8").trim());

const TUNED = ["performance", "performance"];

const board = (root: string): Device => localDevice({ ...LOCAL_PROFILE, root });

const reasonOf = (answer: TuneAnswer) =>
	answer.status === "refused" ? answer.reason : answer.status;

/** Waits until a condition holds, for some seconds. */
async function soon(holds: () => boolean): Promise<boolean> {
	for (let attempt = 0; attempt < 500; attempt += 1) {
		if (holds()) {
			return true;
		}
		await setTimeout(10);
	}
	return false;
}

/** The process that has set the governors, as its state file says. */
const tunerOf = (root: string): number =>
	JSON.parse(readFileSync(tuningStatePath(root), "utf8")).owner.pid;

test("governors are set, and each is set back to what it was", async () => {
	await withSysfs(async (root) => {
		const tuning = await startTuning(board(root));
		assert.equal(tuning.answer, {
			status: "ready",
			former: "ondemand, powersave",
		});
		assert.equal(governors(root), TUNED);
		assert.equal(await tuning.release(), {
			status: "restored",
			former: "ondemand, powersave",
		});
		assert.equal(governors(root), FORMER);
		assert.not(existsSync(tuningStatePath(root)));
	});
});

test("governors are set back although the note of what they were is gone", async () => {
	await withSysfs(async (root) => {
		const tuning = await startTuning(board(root));
		rmSync(tuningStatePath(root));
		await tuning.release();
		assert.equal(governors(root), FORMER);
	});
});

test("a second harness leaves a device alone that another has tuned", async () => {
	await withSysfs(async (root) => {
		const first = await startTuning(board(root));
		const second = await startTuning(board(root));
		assert.match(
			reasonOf(second.answer),
			new RegExp(
				`^process ${tunerOf(root)} on the device has set the governor`,
			),
		);
		assert.is(await second.release(), undefined);
		assert.equal(governors(root), TUNED);
		await first.release();
		assert.equal(governors(root), FORMER);
	});
});

test("when the tuning program is killed, releasing the device sets the governors back", async () => {
	await withSysfs(async (root) => {
		const tuning = await startTuning(board(root));
		process.kill(tunerOf(root), "SIGKILL");
		assert.equal(await tuning.release(), {
			status: "restored",
			former: "ondemand, powersave",
		});
		assert.equal(governors(root), FORMER);
	});
});

test("what a killed tuning program left is set back by the next one, and by a restoration", async () => {
	for (const next of ["tune", "restore"]) {
		await withSysfs(async (root) => {
			const tuning = await startTuning(board(root));
			const pid = tunerOf(root);
			process.kill(pid, "SIGKILL");
			assert.ok(await endsSoon(pid));
			assert.equal(governors(root), TUNED);
			if (next === "restore") {
				const { status } = await restoreTuning(board(root));
				assert.is(status, "restored");
			} else {
				const { answer, release } = await startTuning(board(root));
				assert.equal(answer, {
					status: "ready",
					former: "ondemand, powersave",
				});
				await release();
			}
			assert.equal(governors(root), FORMER);
			await tuning.release();
			assert.equal(governors(root), FORMER);
		});
	}
});

test("a tuning program that is told to end sets the governors back first, and the release says so", async () => {
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		await withSysfs(async (root) => {
			const tuning = await startTuning(board(root));
			const pid = tunerOf(root);
			process.kill(pid, signal);
			assert.ok(await endsSoon(pid));
			assert.equal(governors(root), FORMER);
			const told = reasonOf((await tuning.release()) ?? tuning.answer);
			assert.match(told, /^the tuning program was lost during the run and/);
		});
	}
});

test("a device without governors, or without this one, is left as it is", async () => {
	await withFolder(async (root) => {
		const { answer } = await startTuning(board(root));
		assert.match(reasonOf(answer), /^the device has no cpufreq governors/);
	});
	await withSysfs(async (root) => {
		writeFileSync(
			join(dirname(governorPath(root, 1)), "scaling_available_governors"),
			"schedutil powersave\n",
		);
		const { answer } = await startTuning(board(root));
		assert.is(
			reasonOf(answer),
			'the governor "performance" does not exist there; there are: schedutil, powersave',
		);
		assert.equal(governors(root), FORMER);
	});
});

test("a governor that may not be set is named with the way out, and none is left changed", async () => {
	await withSysfs(async (root) => {
		openToAll(root);
		chmodSync(governorPath(root, 1), 0o444);
		const { answer } = await startTuning(asNobody(board(root), root));
		assert.match(
			reasonOf(answer),
			/^the user \S+ may not set it\. Allow it until the next start of the device, there: sudo chown \S+ \/sys/,
		);
		assert.equal(governors(root), FORMER);
		const { status } = await restoreTuning(asNobody(board(root), root));
		assert.is(status, "idle");
	});
});

/** Root may write everything, so the program runs as another user where the test is root. */
function asNobody(device: Device, root: string): Device {
	const command = [
		"setpriv",
		"--reuid=65534",
		"--clear-groups",
		"env",
		"HOME=/home",
	];
	mkdirSync(join(root, "home"), { recursive: true, mode: 0o777 });
	chmodSync(join(root, "home"), 0o777);
	return process.getuid?.() === 0
		? {
				...device,
				argvOf: (program) => [...command, ...device.argvOf(program)],
			}
		: device;
}

function openToAll(folder: string): void {
	chmodSync(folder, 0o777);
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			openToAll(path);
		} else {
			chmodSync(path, 0o666);
		}
	}
}

test("a state that was tampered with sets no file but a governor's", async () => {
	await withSysfs(async (root) => {
		const path = tuningStatePath(root);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(
			path,
			JSON.stringify({
				owner: { pid: 1, startedAt: "none" },
				governors: { "../../../../victim": "x" },
			}),
		);
		writeFileSync(join(root, "victim"), "untouched");
		assert.equal(await restoreTuning(board(root)), { status: "idle" });
		assert.is(readFileSync(join(root, "victim"), "utf8"), "untouched");
	});
});

/** Starts a run with --tune in a process of its own and waits until its launch goes on. */
async function startRun(root: string) {
	const child = spawn(
		process.execPath,
		[
			fileURLToPath(new URL("../fixtures/tuned-run.js", import.meta.url)),
			root,
			root,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	for await (const line of createInterface({ input: child.stdout })) {
		if (JSON.parse(line).kind === "launching") {
			break;
		}
	}
	child.stdout.resume();
	return child;
}

test("after Ctrl-C on a run the governors are as before", async () => {
	await withSysfs(async (root) => {
		const run = await startRun(root);
		assert.equal(governors(root), TUNED);
		run.kill("SIGINT");
		const [code] = await once(run, "exit");
		assert.is(code, 130);
		assert.equal(governors(root), FORMER);
	});
});

test("when the harness is killed the device sets its governors back by itself", async () => {
	await withSysfs(async (root) => {
		const run = await startRun(root);
		assert.equal(governors(root), TUNED);
		run.kill("SIGKILL");
		assert.ok(await soon(() => !existsSync(tuningStatePath(root))));
		assert.equal(governors(root), FORMER);
	});
});

test("when harness and tuning program are both killed, the next start sets the governors back", async () => {
	await withSysfs(async (root) => {
		const run = await startRun(root);
		const pid = tunerOf(root);
		process.kill(pid, "SIGKILL");
		run.kill("SIGKILL");
		await once(run, "exit");
		assert.ok(await endsSoon(pid));
		assert.equal(governors(root), TUNED);
		assert.is((await restoreTuning(board(root))).status, "restored");
		assert.equal(governors(root), FORMER);
	});
});

test.run();
