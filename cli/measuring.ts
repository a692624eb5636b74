import { type Command, Option } from "commander";
import { openDevices } from "../devices/devices.ts";
import type { Inventory } from "../devices/inventory.ts";
import { withDevicesLocked } from "../devices/locks.ts";
import { terminalLook } from "../lib/terminal.ts";
import { wait } from "../lib/wait.ts";
import { idsOf, PRESETS, type Preset } from "../plan/axes.ts";
import type { Suite } from "../plan/suite.ts";
import type { Builder } from "../run/artifacts.ts";
import type { RecordContext } from "../run/record-run.ts";
import { type DeviceOption, deviceOption } from "./device-option.ts";
import { EXIT } from "./exit-codes.ts";
import { interruption } from "./interruption.ts";
import { devicesOption, type InventoryOptions } from "./inventory-option.ts";
import { parseSeconds } from "./parse-seconds.ts";
import {
	type ProgressDisplay,
	progressBar,
	progressLines,
} from "./progress-display.ts";
import { locksFolder } from "./state-directory.ts";
import { suiteBuilder } from "./suite-builder.ts";

/** What the options of every command that measures say. */
export type MeasuringOptions = InventoryOptions &
	DeviceOption & {
		readonly preset?: Preset;
		readonly tune: boolean;
		/** In seconds. */
		readonly timeLimit?: number;
		readonly wait: boolean;
	};

/** Adds the options of every command that measures. */
export function withMeasuringOptions(command: Command): Command {
	return command
		.addOption(
			new Option(
				"--preset <preset>",
				"how much is measured, instead of what the suite says",
			).choices(idsOf(PRESETS)),
		)
		.option(
			"--tune",
			"set the frequency governor of the devices to performance meanwhile, where that is allowed",
			false,
		)
		.option(
			"--time-limit <duration>",
			"end after this time (2h, 90m, 30s), with exit code 124",
			parseSeconds,
		)
		.option(
			"--wait",
			"wait for a run that is in progress on the same devices, instead of refusing",
			false,
		)
		.addOption(devicesOption())
		.addOption(deviceOption());
}

/** What a command measures, and how patient it is. */
export type MeasuringRequest = {
	readonly suite: Suite;
	/** The devices that the user has. */
	readonly inventory: Inventory;
	/** What others read who want the same devices meanwhile. */
	readonly purpose: string;
	/** Whether devices that are in use are waited for. */
	readonly wait: boolean;
	/** Whether the devices' governors are set meanwhile, where that is allowed. */
	readonly tune: boolean;
	/** In seconds. */
	readonly timeLimit?: number | undefined;
};

/** What measuring works with; `display` shows how it goes on. */
export type Measuring = RecordContext & { readonly display: ProgressDisplay };

/** How measuring came to its end. */
export type MeasuringEnd = "done" | "time limit" | "signal";

/** The exit code of a command whose measuring was ended early, and what to say of it. */
export const EARLY_ENDS = {
	"time limit": { exit: EXIT.timeLimit, why: "The time limit is reached" },
	signal: { exit: EXIT.interrupted, why: "Interrupted" },
} as const;

/**
 * Runs the body with the devices of a suite, which nobody else measures on meanwhile, until it is done or ended early.
 * Rejects with a UserError when a device is not known or in use.
 */
export async function withMeasuring(
	{
		suite,
		inventory,
		purpose,
		wait: patient,
		tune,
		timeLimit,
	}: MeasuringRequest,
	body: (measuring: Measuring) => Promise<void>,
): Promise<MeasuringEnd> {
	const { devices, close } = openDevices(suite.devices, inventory);
	const display = progressDisplay();
	const stop = interruption(timeLimit);
	const { signal } = stop;
	const lock = {
		devices: devices.values(),
		folder: locksFolder(),
		purpose,
		onWait: patient ? display.note : undefined,
		signal,
	};
	try {
		await withDevicesLocked(lock, () =>
			body({
				build: builderOf(suite, display, signal),
				devices,
				now: () => new Date(),
				wait,
				tune,
				tell: display.tell,
				signal,
				display,
			}),
		);
		return "done";
	} catch (error) {
		const cause = stop.cause();
		if (cause === undefined) {
			throw error;
		}
		return cause;
	} finally {
		display.end();
		await close();
		stop.dispose();
	}
}

function builderOf(
	suite: Suite,
	display: ProgressDisplay,
	signal: AbortSignal,
): Builder {
	return suiteBuilder(suite, {
		onTraining: ({ model, done, total }) =>
			display.tell({ kind: "training", model, done, total }),
		signal,
	});
}

function progressDisplay(): ProgressDisplay {
	const look = terminalLook(process.stderr);
	return look.interactive
		? progressBar(process.stderr, look)
		: progressLines(process.stderr);
}
