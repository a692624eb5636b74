import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openDevices, profileOf } from "../../devices/devices.ts";
import { exampleNames, exampleText } from "../../devices/examples.ts";
import {
	type Inventory,
	NO_INVENTORY,
	parseProfile,
	readInventory,
} from "../../devices/inventory.ts";
import { withFolder } from "../support/temporary-folder.ts";

const PI = { name: "pi", transport: { kind: "ssh", host: "pi@pi.local" } };

/** Reads an inventory of these files; an error's message in its place. */
function inventoryOf(
	files: Readonly<Record<string, unknown>>,
): Promise<Inventory | string> {
	return withFolder(async (root) => {
		const folder = join(root, "inv");
		await mkdir(folder);
		for (const [name, content] of Object.entries(files)) {
			const text =
				typeof content === "string" ? content : JSON.stringify(content);
			await writeFile(join(folder, name), text);
		}
		try {
			return await readInventory(folder);
		} catch (error) {
			return error instanceof Error
				? error.message.replaceAll(`${folder}/`, "inv/")
				: String(error);
		}
	});
}

function profile(inventory: Inventory | string, name: string) {
	if (typeof inventory === "string") {
		throw new Error(inventory);
	}
	return profileOf(name, inventory);
}

test("every JSON file of the folder is a device, and this machine is there too", async () => {
	const inventory = await inventoryOf({
		"pi.json": PI,
		"notes.txt": "no device",
		".hidden.json": "no device",
	});
	assert.equal([...(inventory as Inventory).profiles.keys()], ["local", "pi"]);
	assert.equal(profile(inventory, "pi").transport, PI.transport);
	assert.is(profile(inventory, "pi").directory, "quantgrid");
});

test("an inventory may say more of this machine", async () => {
	const inventory = await inventoryOf({
		"me.json": { name: "local", transport: { kind: "local" }, cpus: [0] },
	});
	assert.equal(profile(inventory, "local").cpus, [0]);
});

test("an error names the file, the place, what was found and what was expected", async () => {
	assert.is(
		await inventoryOf({
			"pi.json": { ...PI, threads: [0], hots: "x", cpus: "all" },
		}),
		`inv/pi.json: this is not a valid device:
  threads[0]: expected at least 1; found 0.
  cpus: expected an array; found "all".
  the device: unknown "hots"; remove it or mend its spelling.`,
	);
	assert.is(
		await inventoryOf({
			"pi.json": { ...PI, transport: { kind: "telnet" } },
		}),
		`inv/pi.json: this is not a valid device:
  transport.kind: expected "local", "ssh" or "command"; found "telnet".`,
	);
});

test("a file that is no JSON is an error that names it", async () => {
	assert.match(
		(await inventoryOf({ "pi.json": "{" })) as string,
		/^inv\/pi\.json: this device cannot be read as JSON: .*Mend the file/,
	);
});

test("two devices of one name are an error that names both files", async () => {
	assert.match(
		(await inventoryOf({ "a.json": PI, "b.json": PI })) as string,
		/^inv\/b\.json: the name "pi" is also that of inv\/a\.json\./,
	);
});

test("a folder that is not there is an error with the way out", async () => {
	try {
		await readInventory("/no/such/folder");
		assert.unreachable();
	} catch (error) {
		assert.match(
			String(error),
			/\/no\/such\/folder: the folder of devices cannot be read \(ENOENT\)\. .*--devices or QUANTGRID_DEVICES/,
		);
	}
});

test("a host that ssh would take for an option, or a folder of another user, is refused", async () => {
	for (const host of ["-oProxyCommand=run", "pi host", "pi;run", "$(run)"]) {
		assert.match(
			(await inventoryOf({
				"pi.json": { ...PI, transport: { kind: "ssh", host } },
			})) as string,
			/transport\.host: expected a host name/,
			host,
		);
	}
	for (const directory of ["~root/quantgrid", "a\nb"]) {
		assert.match(
			(await inventoryOf({ "pi.json": { ...PI, directory } })) as string,
			/directory: expected/,
			directory,
		);
	}
});

test("paths of this machine are taken from the folder of the file, those of the device are left", () => {
	const ssh = parseProfile(
		{
			...PI,
			directory: "boards/quantgrid",
			transport: { ...PI.transport, configFile: "../ssh_config" },
		},
		"/inv/pi.json",
	);
	assert.is(
		ssh.transport.kind === "ssh" && ssh.transport.configFile,
		"/ssh_config",
	);
	assert.is(ssh.directory, "boards/quantgrid");
	const command = parseProfile(
		{
			name: "emulated",
			directory: "./arm64",
			transport: {
				kind: "command",
				argv: ["qemu-aarch64-static", "-L", "/usr/lib", "./node"],
			},
		},
		"/inv/emulated.json",
	);
	assert.equal(command.transport, {
		kind: "command",
		argv: ["qemu-aarch64-static", "-L", "/usr/lib", "/inv/node"],
	});
	assert.is(command.directory, "/inv/arm64");
});

test("every example is a valid device of the name of its file", () => {
	assert.is(exampleNames().length, 7);
	for (const name of exampleNames()) {
		const example = parseProfile(JSON.parse(exampleText(name)), name);
		assert.is(example.name, name);
		assert.is(example.transport.kind, "ssh");
		assert.ok(example.notes.some((note) => note.startsWith("Power supply")));
	}
});

test("an example is no device by itself, and the error says how to make it one", () => {
	assert.throws(
		() => openDevices(["raspberry-pi-4"], NO_INVENTORY),
		/the device "raspberry-pi-4" is not known\. Known: local\. There is an example of that name: copy it with `quantgrid devices example raspberry-pi-4 -o devices\/raspberry-pi-4\.json`/,
	);
	assert.throws(
		() => openDevices(["board"], NO_INVENTORY),
		/the device "board" is not known\. Known: local\. Mend the suite's devices, or describe it/,
	);
});

test.run();
