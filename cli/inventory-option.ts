import { Option } from "commander";
import {
	type Inventory,
	NO_INVENTORY,
	readInventory,
} from "../devices/inventory.ts";

/** What a command is told of the user's devices. */
export type InventoryOptions = { readonly devices?: string };

/** The option `--devices`, for every command that works on devices. */
export function devicesOption(): Option {
	return new Option(
		"--devices <folder>",
		"the folder that describes your devices, one JSON file each, instead of QUANTGRID_DEVICES",
	);
}

/** The inventory of `--devices`, else of QUANTGRID_DEVICES, else this machine alone; rejects as `readInventory` does. */
export async function inventoryFrom({
	devices,
}: InventoryOptions): Promise<Inventory> {
	const folder = devices ?? process.env.QUANTGRID_DEVICES;
	return folder ? readInventory(folder) : NO_INVENTORY;
}
