import { Command } from "commander";
import { exampleNames, exampleText } from "../devices/examples.ts";
import { printable } from "../lib/printable.ts";
import type { DeviceProfile } from "../plan/device-profile.ts";
import { checkCommand } from "./devices-check.ts";
import { installCommand } from "./devices-install.ts";
import type { Exit } from "./exit-codes.ts";
import {
	devicesOption,
	type InventoryOptions,
	inventoryFrom,
} from "./inventory-option.ts";
import { writeOutput } from "./write-output.ts";

/** `quantgrid devices …`: the machines that workers run on. */
export function devicesCommand(exit: Exit): Command {
	const command = new Command("devices").description(
		"list, check and prepare the machines that workers run on",
	);
	for (const part of [
		listDevicesCommand(),
		checkCommand(exit),
		installCommand(exit),
		exampleCommand(),
	]) {
		command.addCommand(part.exitOverride());
	}
	return command;
}

function listDevicesCommand(): Command {
	return new Command("list")
		.description("list the devices of the inventory; none is connected")
		.addOption(devicesOption())
		.option("--json", "print the profiles as JSON, every default filled in")
		.action(async (options: InventoryOptions & { readonly json?: boolean }) => {
			const { profiles } = await inventoryFrom(options);
			const all = [...profiles.values()];
			process.stdout.write(
				options.json
					? `${JSON.stringify(all, undefined, "\t")}\n`
					: `${all.map(profileLine).join("\n")}\n`,
			);
		});
}

function profileLine({
	name,
	about,
	transport,
	delegates,
	threads,
}: DeviceProfile): string {
	const way =
		transport.kind === "ssh"
			? `ssh ${transport.host}`
			: transport.kind === "command"
				? `command ${transport.argv[0]}`
				: "local";
	const limits = [
		...(delegates === undefined ? [] : [`delegates ${delegates.join(", ")}`]),
		...(threads === undefined ? [] : [`threads ${threads.join(", ")}`]),
	];
	const parts = [name, way, ...limits, ...(about === undefined ? [] : [about])];
	return printable(parts.join("  "));
}

function exampleCommand(): Command {
	return new Command("example")
		.description("list the example profiles, or print one to start from")
		.argument("[name]", "an example")
		.option("-o, --output <file>", "write it to a file instead")
		.action(
			async (
				name: string | undefined,
				{ output }: { readonly output?: string },
			) => {
				if (name === undefined) {
					process.stdout.write(`${exampleNames().join("\n")}\n`);
					return;
				}
				const text = exampleText(name);
				if (output === undefined) {
					process.stdout.write(text);
					return;
				}
				await writeOutput({ path: output, force: false, inputs: [] }, text);
				console.error(
					`${output}: written. Mend its host, then: quantgrid devices check ${name} --devices <its folder>`,
				);
			},
		);
}
