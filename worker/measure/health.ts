import { loadavg } from "node:os";
import { type LinuxFiles, linuxFiles } from "../../lib/linux-files.ts";
import type { Health } from "../../plan/outcome.ts";

/** How often the processor had throttled when the last snapshot was taken, by root. */
const throttleCounts = new Map<string, number>();

/**
 * What the machine is doing now. Cheap: it reads a few small files under `root` and starts no process.
 * `frequencyMHz` is the fastest core's, `temperatureC` the hottest sensor's of the processor, `throttled` says that the
 * processor is slowed down now or, where it only counts, that it was since the previous snapshot of this process.
 */
export function health(root = "/"): Health {
	const files = linuxFiles(root);
	return {
		loadAverage: loadAverage(files),
		frequencyMHz: currentFrequencyMHz(files) ?? null,
		temperatureC: temperatureC(files),
		governor: governor(files) ?? null,
		throttled: isThrottled(files, root),
	};
}

function loadAverage(files: LinuxFiles): number | null {
	const [first] = (files.text("/proc/loadavg") ?? "").split(" ");
	const average = first ? Number(first) : loadavg()[0];
	return average !== undefined && Number.isFinite(average) ? average : null;
}

function currentFrequencyMHz(files: LinuxFiles): number | undefined {
	const scaled = cpuFolders(files)
		.map((cpu) => files.number(`${cpu}/cpufreq/scaling_cur_freq`))
		.filter(isNumber)
		.map((kilohertz) => kilohertz / 1000);
	const listed = (files.text("/proc/cpuinfo") ?? "")
		.split("\n")
		.filter((line) => line.startsWith("cpu MHz"))
		.map((line) => Number(line.split(":")[1]))
		.filter(isNumber);
	return highest(scaled.length > 0 ? scaled : listed);
}

function governor(files: LinuxFiles): string | undefined {
	const names = cpuFolders(files)
		.map((cpu) => files.text(`${cpu}/cpufreq/scaling_governor`))
		.filter((name) => name !== undefined);
	return names.length === 0 ? undefined : [...new Set(names)].join(", ");
}

// Names of hwmon drivers (Documentation/hwmon of the kernel) that measure a processor.
const CPU_SENSORS = new Set([
	"coretemp",
	"k10temp",
	"zenpower",
	"cpu_thermal",
	"scpi_sensors",
]);

function temperatureC(files: LinuxFiles): number | null {
	const zones = files
		.entries("/sys/class/thermal", /^thermal_zone\d+$/)
		.map((zone) => files.number(`${zone}/temp`));
	const sensors = files
		.entries("/sys/class/hwmon", /^hwmon\d+$/)
		.filter((sensor) => CPU_SENSORS.has(files.text(`${sensor}/name`) ?? ""))
		.flatMap((sensor) => files.entries(sensor, /^temp\d+_input$/))
		.map((input) => files.number(input));
	const celsius = [...zones, ...sensors]
		.filter(isNumber)
		.map((millidegrees) => millidegrees / 1000)
		// A zone that is switched off reports zero or a number below absolute zero.
		.filter((degrees) => degrees > 0 && degrees < 200);
	return highest(celsius) ?? null;
}

function isThrottled(files: LinuxFiles, root: string): boolean | null {
	const signs = [
		raspberryPiThrottled(files),
		coolingActive(files),
		throttledSinceLast(files, root),
	].filter((sign) => sign !== undefined);
	return signs.length === 0 ? null : signs.includes(true);
}

// Bits 1 to 3: frequency capped, throttled, soft temperature limit (Raspberry Pi documentation, vcgencmd get_throttled).
function raspberryPiThrottled(files: LinuxFiles): boolean | undefined {
	const hex = files.text(
		"/sys/devices/platform/soc/soc:firmware/get_throttled",
	);
	const bits = Number.parseInt(hex ?? "", 16);
	return Number.isNaN(bits) ? undefined : (bits & 0b1110) !== 0;
}

// A cooling device in a state above 0 slows the processor down (Documentation/driver-api/thermal of the kernel).
function coolingActive(files: LinuxFiles): boolean | undefined {
	const states = files
		.entries("/sys/class/thermal", /^cooling_device\d+$/)
		.filter((device) =>
			/processor|cpufreq/i.test(files.text(`${device}/type`) ?? ""),
		)
		.map((device) => files.number(`${device}/cur_state`))
		.filter(isNumber);
	return states.length === 0 ? undefined : states.some((state) => state > 0);
}

// x86 only counts the events, so the first snapshot of a process cannot tell.
function throttledSinceLast(
	files: LinuxFiles,
	root: string,
): boolean | undefined {
	const counts = cpuFolders(files)
		.map((cpu) => files.number(`${cpu}/thermal_throttle/core_throttle_count`))
		.filter(isNumber);
	if (counts.length === 0) {
		return undefined;
	}
	const now = counts.reduce((sum, count) => sum + count, 0);
	const before = throttleCounts.get(root);
	throttleCounts.set(root, now);
	return before === undefined ? undefined : now > before;
}

function cpuFolders(files: LinuxFiles): readonly string[] {
	return files.entries("/sys/devices/system/cpu", /^cpu\d+$/);
}

function highest(numbers: readonly number[]): number | undefined {
	return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function isNumber(value: number | undefined): value is number {
	return value !== undefined && !Number.isNaN(value);
}
