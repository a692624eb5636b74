import { type LinuxFiles, linuxFiles } from "../../lib/linux-files.ts";
import { askBoard } from "./board-program.ts";

/** What a device tells of the slowing down of its processor; undefined is what it does not tell. */
export type Throttling = {
	/** What slows it down at this moment, in words. */
	readonly now: readonly string[] | undefined;
	/** What slowed it down at any time since it was started, where it latches that. */
	readonly sinceBoot: readonly string[] | undefined;
	/** How often it was slowed down since it was started, where it counts that. */
	readonly count: number | undefined;
};

/** Reads what slows the processor down, under `root`. A Raspberry Pi without the file for it is asked by a process. */
export function throttling(root: string): Throttling {
	const files = linuxFiles(root);
	const bits = raspberryPiBits(files, root);
	const signs = [
		bits === undefined ? undefined : reasonsOf(bits),
		voltageAlarm(files),
		coolingActive(files),
	].filter((sign) => sign !== undefined);
	return {
		now: signs.length === 0 ? undefined : [...new Set(signs.flat())],
		sinceBoot: bits === undefined ? undefined : reasonsOf(bits >> 16),
		count: eventCount(files),
	};
}

/** Bits 0 to 3 say what holds now, bits 16 to 19 what held since boot (Raspberry Pi documentation, vcgencmd get_throttled). */
const RASPBERRY_PI_REASONS = [
	"under-voltage",
	"frequency capped",
	"throttled",
	"soft temperature limit",
];

function reasonsOf(bits: number): readonly string[] {
	return RASPBERRY_PI_REASONS.filter((_, index) => (bits >> index) & 1);
}

// The file holds bare hexadecimal digits; the program says `throttled=0x50005`.
function raspberryPiBits(files: LinuxFiles, root: string): number | undefined {
	const hex =
		files.text("/sys/devices/platform/soc/soc:firmware/get_throttled") ??
		askBoard(root, { program: "vcgencmd", args: ["get_throttled"] })
			?.trim()
			.replace(/^throttled=/, "");
	return hex !== undefined && /^(0x)?[\da-f]{1,8}$/i.test(hex)
		? Number.parseInt(hex, 16)
		: undefined;
}

// The kernel's own driver for the Raspberry Pi's supply (Documentation/hwmon/raspberrypi-hwmon of the kernel).
function voltageAlarm(files: LinuxFiles): readonly string[] | undefined {
	const alarms = files
		.entries("/sys/class/hwmon", /^hwmon\d+$/)
		.filter((sensor) => files.text(`${sensor}/name`) === "rpi_volt")
		.map((sensor) => files.number(`${sensor}/in0_lcrit_alarm`))
		.filter((alarm) => alarm !== undefined);
	if (alarms.length === 0) {
		return undefined;
	}
	return alarms.some((alarm) => alarm > 0) ? ["under-voltage"] : [];
}

// A cooling device in a state above 0 slows the processor down (Documentation/driver-api/thermal of the kernel).
function coolingActive(files: LinuxFiles): readonly string[] | undefined {
	const devices = files
		.entries("/sys/class/thermal", /^cooling_device\d+$/)
		.map((device) => ({
			type: files.text(`${device}/type`) ?? "",
			state: files.number(`${device}/cur_state`),
		}))
		.filter(
			({ type, state }) =>
				/processor|cpufreq/i.test(type) && state !== undefined,
		);
	return devices.length === 0
		? undefined
		: devices
				.filter(({ state = 0 }) => state > 0)
				.map(({ type }) => `cooling by ${type}`);
}

// x86 counts the throttling of each core; a Jetson Orin the events of its under-voltage and over-current guards (NVIDIA
// Jetson Linux Developer Guide, Jetson Orin, "OC Event Counter").
function eventCount(files: LinuxFiles): number | undefined {
	const cores = files
		.entries("/sys/devices/system/cpu", /^cpu\d+$/)
		.map((cpu) => `${cpu}/thermal_throttle/core_throttle_count`);
	const guards = files
		.entries("/sys/class/hwmon", /^hwmon\d+$/)
		.flatMap((sensor) => files.entries(sensor, /^oc\d+_event_cnt$/));
	const counts = [...cores, ...guards].flatMap(
		(path) => files.number(path) ?? [],
	);
	return counts.length === 0
		? undefined
		: counts.reduce((sum, count) => sum + Math.max(0, Math.trunc(count)), 0);
}
