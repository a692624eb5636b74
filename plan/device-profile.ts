import { z } from "zod";
import { unreachable } from "../lib/errors.ts";
import { DELEGATES, idsOf } from "./axes.ts";
import { nameSchema } from "./name.ts";

/** A word of a command line on a device: nothing that could end a line or hide in one. */
const word = z
	.string()
	.min(1)
	.max(4096)
	.regex(/^[^\p{Cc}]*$/u, "a text without control characters");

/** A folder on a device. The login shell is not asked, so no other user's home can be named. */
const deviceFolder = word.regex(
	/^(~(\/|$)|[^~])/,
	"an absolute path, or one from the home folder: ~user is not known here",
);

/** How the harness reaches a device. */
const TRANSPORTS = [
	z.strictObject({ kind: z.literal("local") }),
	z.strictObject({
		kind: z.literal("ssh"),
		/** A host as the user's own OpenSSH configuration knows it: an alias, a name, an address, or `user@name`. */
		host: z
			.string()
			.regex(
				/^[\p{L}\p{N}_][\p{L}\p{N}@._:%[\]-]*$/u,
				"a host name, an address or user@host, without spaces and not starting with a dash",
			),
		port: z.int().min(1).max(65_535).optional(),
		/** A configuration file in place of ~/.ssh/config, as `ssh -F` takes it. */
		configFile: word.optional(),
	}),
	z.strictObject({
		kind: z.literal("command"),
		/**
		 * A command line that starts Node.js on the device; the harness appends the program to run, which lies at
		 * `directory` as the device sees it.
		 */
		argv: z.tuple([word], z.string()),
	}),
] as const;

/** The shape of an entry of the inventory: one JSON file per device. */
export const deviceProfileSchema = z
	.strictObject({
		name: nameSchema,
		about: z.string().optional(),
		transport: z.discriminatedUnion("kind", TRANSPORTS, {
			error: '"local", "ssh" or "command"',
		}),
		/** Where quantgrid lies on the device; from the home folder where it is relative. */
		directory: deviceFolder.default("quantgrid"),
		/** The Node.js of the device, where it is not on the path that ssh gives. */
		node: word.regex(/^[^-]/, "a program's name or path").default("node"),
		/** The delegates that the device has; all are tried where this is absent. */
		delegates: z
			.array(z.enum(idsOf(DELEGATES)))
			.min(1)
			.optional(),
		/** The thread counts that make sense there; all are tried where this is absent. */
		threads: z.array(z.int().min(1).max(256)).min(1).optional(),
		/** The processor numbers a worker may run on; all where this is absent. With a command, only for an emulator. */
		cpus: z.array(z.int().min(0).max(4095)).min(1).optional(),
		/**
		 * The machine behind it, where devices share one: they take turns then. Without it, the host of an ssh device, this
		 * machine for a local or an emulated one, and a machine of its own for any other.
		 */
		machine: nameSchema.optional(),
		labels: z.record(z.string(), z.string()).default({}),
		/** What a reader of the figures must know: the power supply, the USB version. */
		notes: z.array(z.string()).default([]),
		/** The emulator that stands in for the processor; latency measured through one means nothing. */
		emulator: z.string().min(1).optional(),
		/** The folder that stands in for `/` where the device's state is read and its governor set. */
		root: z.string().min(1).default("/"),
		/** The most that the device's cache of artifacts and datasets may hold. */
		cacheBytes: z.int().min(0).default(2_000_000_000),
		/** After a launch that was throttled: how long to wait, below which temperature to go on, how often to measure again. */
		coolDown: z
			.strictObject({
				belowC: z.number().default(60),
				atMostMs: z.int().min(0).default(300_000),
				retries: z.int().min(0).max(10).default(2),
			})
			.prefault({}),
	})
	.refine(
		({ cpus, transport, emulator }) =>
			cpus === undefined ||
			transport.kind !== "command" ||
			emulator !== undefined,
		{
			path: ["cpus"],
			error:
				"no cpus for a command that reaches another machine: put taskset into its argv, before node",
		},
	);

/** A device of the inventory: how it is reached, what it has, how it is looked after. */
export type DeviceProfile = z.output<typeof deviceProfileSchema>;

/** How the harness reaches a device. */
export type Transport = DeviceProfile["transport"];

/** The machine behind a device, as a text that two devices share when they would disturb each other. */
export function machineOf({
	name,
	machine,
	transport,
	emulator,
}: DeviceProfile): string {
	if (machine !== undefined) {
		return `machine ${machine}`;
	}
	switch (transport.kind) {
		case "local":
			return "this machine";
		case "ssh":
			return `host ${hostOf(transport.host)}:${transport.port ?? ""}`;
		case "command":
			return emulator === undefined ? `device ${name}` : "this machine";
		default:
			return unreachable(transport);
	}
}

// Two users of one board disturb each other, and names of hosts know no case.
function hostOf(host: string): string {
	return host.slice(host.lastIndexOf("@") + 1).toLowerCase();
}

/** The profile of this machine, where the inventory has none of its own. */
export const LOCAL_PROFILE: DeviceProfile = deviceProfileSchema.parse({
	name: "local",
	about: "this machine",
	transport: { kind: "local" },
});
