import { test } from "uvu";
import * as assert from "uvu/assert";
import type { RemoteOptions } from "../../devices/remote.ts";
import type { SshProfile } from "../../devices/ssh-command.ts";
import { sshTrouble } from "../../devices/ssh-trouble.ts";
import { FACTS, outcomesOn } from "../support/board-outcomes.ts";
import {
	boardProfile,
	hasSshd,
	withSshd,
	writeConfig,
} from "../support/sshd.ts";

const SUBJECT = {
	name: "pi",
	host: "pi@pi.local",
	directory: "quantgrid",
	node: "node",
};

/** What is made of ssh's last words, and whether the launch is tried again. */
function told(stderr: string): string {
	const trouble = sshTrouble({ exitCode: 255, stderr }, SUBJECT);
	return `${trouble?.passing ? "again" : "final"}: ${trouble?.message}`;
}

async function errorOf(
	profile: SshProfile,
	options: RemoteOptions = {},
): Promise<string> {
	const [outcome] = await outcomesOn(profile, [FACTS], options);
	assert.is(outcome?.status, "failed", JSON.stringify(outcome));
	return outcome?.status === "failed" ? outcome.error : "";
}

test("what OpenSSH says is told in words, with its last line as evidence", () => {
	for (const [words, expected] of [
		[
			"ssh: Could not resolve hostname pi.local: Name or service not known\r\n",
			/^again: the device "pi": the host pi@pi\.local is not known on the network\. .*\(ssh: Could not resolve hostname pi\.local: Name or service not known\)\.$/,
		],
		[
			"ssh: connect to host pi.local port 22: No route to host",
			/^again: .*cannot be reached/,
		],
		[
			"ssh: connect to host pi.local port 22: Connection timed out",
			/^again: .*cannot be reached/,
		],
		[
			"No ED25519 host key is known for pi.local and you have requested strict checking.\nHost key verification failed.",
			/^final: .*is not known yet/,
		],
		[
			"Received disconnect from 10.0.0.2 port 22:2: Too many authentication failures",
			/^final: .*refused the login/,
		],
		[
			"/home/u/.ssh/config: line 3: Bad configuration option: hots",
			/^final: .*does not take its configuration/,
		],
		[
			"Timeout, server pi.local not responding.",
			/^again: .*the connection to pi@pi\.local was lost/,
		],
		[
			"client_loop: send disconnect: Broken pipe",
			/^again: .*the connection to pi@pi\.local was lost/,
		],
		["", /^again: the device "pi": the connection to pi@pi\.local was lost\.$/],
		["lost \u001b[31m", /\ufffd\[31m\)\.$/],
	] as const) {
		assert.match(told(words), expected);
	}
});

test("how a worker itself ended is no trouble with the way to it", () => {
	for (const exitCode of [0, 1, 9, 137, null]) {
		assert.is(
			sshTrouble({ exitCode, stderr: "Permission denied" }, SUBJECT),
			undefined,
		);
	}
});

if (hasSshd()) {
	test("an unknown host key, a changed one, a refused login and a dead host are told apart", async () => {
		await withSshd(async (server) => {
			const { folder, port } = server;
			const errorWith = async (changes: Parameters<typeof writeConfig>[1]) =>
				errorOf(
					boardProfile({
						...server,
						configFile: await writeConfig(folder, {
							...changes,
							name: "other",
						}),
					}),
				);
			assert.match(
				await errorWith({ port, hostKey: null }),
				/^the device "board": the host key of board is not known yet\. Log in once by hand with `ssh board`.*\(ssh: Host key verification failed\.\)\.$/,
			);
			assert.match(
				await errorWith({ port, hostKey: "stranger" }),
				/^the device "board": the host key of board is not the one that ssh knows/,
			);
			assert.match(
				await errorWith({ port, userKey: "stranger" }),
				/^the device "board": board refused the login\. .*\(ssh: .*Permission denied \(publickey\)\.\)\.$/,
			);
			assert.match(
				await errorWith({ port: 1 }),
				/^the device "board": board cannot be reached\. .*Connection refused/,
			);
		});
	});

	test("a missing Node.js, a missing quantgrid and another version are told apart", async () => {
		await withSshd(async (server) => {
			assert.match(
				await errorOf(boardProfile(server, { node: "/no/such/node" })),
				/^the device "board": Node\.js is not there: the login finds no program \/no\/such\/node\. Install Node\.js/,
			);
			assert.match(
				await errorOf(boardProfile(server, { directory: "/no/such/folder" })),
				/^the device "board": quantgrid is not there: the folder \/no\/such\/folder does not exist\. Run `quantgrid devices install board`\.$/,
			);
			assert.match(
				await errorOf(boardProfile(server, { directory: server.folder })),
				/^the device "board": quantgrid is not there: .* does not hold it/,
			);
			assert.match(
				await errorOf(boardProfile(server), { version: "99.0.0" }),
				/^the device "board": it has quantgrid [\d.]+ \(protocol 1\), and this is 99\.0\.0\. Run `quantgrid devices install board`\.$/,
			);
		});
	});
}

test.run();
