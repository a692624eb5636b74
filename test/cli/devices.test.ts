import { readdirSync, readlinkSync, symlinkSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withDevicesLocked } from "../../devices/locks.ts";
import { deviceProfileSchema } from "../../plan/device-profile.ts";
import { type CommandResult, quantgrid } from "../support/cli.ts";
import { hasSshd, withSshd } from "../support/sshd.ts";
import { withFolder } from "../support/temporary-folder.ts";

const BOARD = {
	name: "board",
	about: "a board\u001b[31m",
	transport: { kind: "ssh", host: "pi@board.local" },
	delegates: ["builtin"],
};

/** Runs `quantgrid devices …` in a folder whose `inv` holds these profiles. */
async function devices(
	folder: string,
	args: readonly string[],
	profiles: readonly { readonly name: string }[] = [BOARD],
): Promise<CommandResult> {
	await mkdir(join(folder, "inv"), { recursive: true });
	for (const profile of profiles) {
		const path = join(folder, "inv", `${profile.name}.json`);
		await writeFile(path, JSON.stringify(profile));
	}
	return quantgrid(["devices", ...args], { cwd: folder });
}

test("the list shows this machine and every device, and connects none", async () => {
	await withFolder(async (folder) => {
		const { stdout, exitCode } = await devices(folder, [
			"list",
			"--devices",
			"inv",
		]);
		assert.is(exitCode, 0);
		assert.is(
			stdout,
			"local  local  this machine\nboard  ssh pi@board.local  delegates builtin  a board\ufffd[31m\n",
		);
		const json = await devices(folder, ["list", "--json", "--devices", "inv"]);
		assert.equal(
			JSON.parse(json.stdout).map(({ name }: { name: string }) => name),
			["local", "board"],
		);
	});
});

test("an example is written to a file that is a device at once, and never over another", async () => {
	await withFolder(async (folder) => {
		const args = ["example", "raspberry-pi-5", "-o", "inv/raspberry-pi-5.json"];
		assert.is((await devices(folder, args)).exitCode, 0);
		const listed = await devices(folder, ["list", "--devices", "inv"]);
		assert.match(
			listed.stdout,
			/^raspberry-pi-5 {2}ssh pi@raspberrypi5\.local/m,
		);
		const again = await devices(folder, args);
		assert.is(again.exitCode, 2);
		assert.match(again.stderr, /there is a file already/);
	});
});

test("a suite that names a device nobody described is wrong use, with the way out", async () => {
	await withFolder(async (folder) => {
		await writeFile(
			join(folder, "s.json"),
			JSON.stringify({
				name: "s",
				models: ["mnist-cnn"],
				variants: ["float32"],
				devices: ["raspberry-pi-4"],
			}),
		);
		for (const command of ["list", "run"]) {
			const { exitCode, stderr } = await quantgrid([command, "s.json"], {
				cwd: folder,
			});
			assert.is(exitCode, 2);
			assert.match(
				stderr,
				/the device "raspberry-pi-4" is not known\. .*quantgrid devices example raspberry-pi-4/,
			);
		}
	});
});

test("a device that cannot be reached is checked with exit code 3 and its reason", async () => {
	await withFolder(async (folder) => {
		const gone = {
			name: "gone",
			transport: { kind: "command", argv: ["/no/such/emulator"] },
			directory: "/tmp",
		};
		const { exitCode, stdout } = await devices(
			folder,
			["check", "gone", "--json", "--devices", "inv"],
			[gone],
		);
		assert.is(exitCode, 3);
		const [{ device, findings }] = JSON.parse(stdout);
		assert.is(device, "gone");
		assert.is(findings.length, 1);
		assert.match(findings[0].result.reason, /no\/such\/emulator ENOENT/);
		const install = await devices(folder, [
			"install",
			"gone",
			"--devices",
			"inv",
		]);
		assert.is(install.exitCode, 2);
		assert.match(install.stderr, /nothing can be installed\. Put the package/);
	});
});

if (hasSshd()) {
	test("an installation that fails leaves the device as it was, and says why", async () => {
		await withSshd(async ({ folder, configFile, directory }) => {
			const before = readlinkSync(join(directory, "dist"));
			const bin = join(folder, "bin");
			await mkdir(bin);
			symlinkSync(process.execPath, join(bin, "node"));
			// The rest of npm works; what it would install does not compile.
			await writeFile(
				join(bin, "npm"),
				'#!/bin/sh\ntest "$1" = pkg && exit 0\necho "gyp ERR! not found: make" >&2\nexit 1\n',
			);
			await chmod(join(bin, "npm"), 0o755);
			const board = {
				name: "board",
				transport: { kind: "ssh", host: "board", configFile },
				directory,
				node: join(bin, "node"),
			};
			const { exitCode, stderr } = await devices(
				folder,
				["install", "board", "--devices", "inv"],
				[board],
			);
			assert.is(exitCode, 3, stderr);
			assert.match(
				stderr,
				/the device "board": the installation failed; what was there before is untouched\.\n {2}gyp ERR! not found: make\nThe native parts are compiled there, which needs `apt-get install python3 make g\+\+`/,
			);
			assert.is(readlinkSync(join(directory, "dist")), before);
			assert.equal(readdirSync(join(directory, "versions")), []);
			const old = await readFile(
				join(directory, "dist/worker/main.js"),
				"utf8",
			);
			assert.ok(old.length > 0);
		});
	});

	test("a folder where nothing can be installed is refused at once, with the reason", async () => {
		await withSshd(async ({ folder, configFile }) => {
			await mkdir(join(folder, "checkout/dist"), { recursive: true });
			for (const [name, reason] of [
				["checkout", /holds a dist that was not installed from here/],
				["a board", /there is a space in \/.*\/a board, in which/],
			] as const) {
				const board = {
					name: "board",
					transport: { kind: "ssh", host: "board", configFile },
					directory: join(folder, name),
					node: process.execPath,
				};
				const { exitCode, stderr } = await devices(
					folder,
					["install", "board", "--devices", "inv"],
					[board],
				);
				assert.is(exitCode, 3);
				assert.match(stderr, reason);
			}
		});
	});
}

test("a device that is in use is neither checked nor installed on", async () => {
	await withFolder(async (folder) => {
		const profile = deviceProfileSchema.parse(BOARD);
		const request = {
			devices: [{ name: profile.name, profile }],
			folder: join(folder, "state/locks"),
			purpose: "a long run",
			signal: new AbortController().signal,
		};
		await withDevicesLocked(request, async () => {
			for (const command of ["check", "install"]) {
				const args = [command, "board", "--devices", "inv"];
				const { exitCode, stderr } = await devices(folder, args);
				assert.is(exitCode, 2, stderr);
				assert.match(stderr, /^quantgrid: board: "a long run" is in progress/m);
			}
		});
	});
});

test.run();
