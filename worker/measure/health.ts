import { loadavg } from "node:os";
import { type LinuxFiles, linuxFiles } from "../../lib/linux-files.ts";
import type { Health } from "../../plan/outcome.ts";
import { type Throttling, throttling } from "./throttling.ts";

/**
 * What the machine is doing now. Cheap: it reads a few small files under `root`; only a Raspberry Pi without them costs a
 * process. `frequencyMHz` is the fastest core's, `temperatureC` the hottest sensor's of the processor. `throttled` says
 * that the processor is slowed down now or, where the device latches or counts that, that it was since `earlier`.
 */
export function health(root: string, earlier?: Health): Health {
	const files = linuxFiles(root);
	const state = throttling(root);
	const reasons = throttleReasons(state, earlier);
	return {
		loadAverage: loadAverage(files),
		frequencyMHz: currentFrequencyMHz(files) ?? null,
		temperatureC: temperatureC(files),
		governor: governor(files) ?? null,
		throttled: reasons === undefined ? null : reasons.length > 0,
		...(reasons !== undefined && { throttledBy: [...reasons] }),
		...(state.sinceBoot && { throttledSinceBoot: [...state.sinceBoot] }),
		...(state.count !== undefined && { throttleCount: state.count }),
	};
}

/** What slows the processor down, or slowed it down since the earlier snapshot; undefined where nothing tells. */
function throttleReasons(
	{ now, sinceBoot, count }: Throttling,
	earlier: Health | undefined,
): readonly string[] | undefined {
	const known = earlier?.throttledSinceBoot;
	const latched =
		known && sinceBoot?.filter((reason) => !known.includes(reason));
	const counted =
		count === undefined || earlier?.throttleCount === undefined
			? undefined
			: eventsText(count - earlier.throttleCount);
	const signs = [now, latched, counted].filter((sign) => sign !== undefined);
	return signs.length === 0 ? undefined : [...new Set(signs.flat())];
}

function eventsText(events: number): readonly string[] {
	return events > 0 ? [`${events} throttle events counted`] : [];
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

function cpuFolders(files: LinuxFiles): readonly string[] {
	return files.entries("/sys/devices/system/cpu", /^cpu\d+$/);
}

function highest(numbers: readonly number[]): number | undefined {
	return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function isNumber(value: number | undefined): value is number {
	return value !== undefined && !Number.isNaN(value);
}
