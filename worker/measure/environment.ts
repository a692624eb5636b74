import {
	arch,
	availableParallelism,
	cpus,
	freemem,
	loadavg,
	platform,
	release,
	totalmem,
} from "node:os";
import { type LinuxFiles, linuxFiles } from "../../lib/linux-files.ts";
import type { Environment } from "../../plan/outcome.ts";
import { jetsonFacts } from "./jetson.ts";

/** Where the facts are read, and what only the caller knows. */
export type EnvironmentSource = {
	/** The folder that stands in for `/`. */
	readonly root?: string | undefined;
	/** The version of the TensorFlow Lite library, or null when it is not known. */
	readonly tfliteVersion?: string | null;
	readonly quantgridVersion?: string;
};

/**
 * Facts about this machine that a measurement depends on. Frequencies in MHz, sizes in bytes, temperatures in °C; what
 * the machine does not tell is null. Never throws.
 */
export function environmentFacts(source: EnvironmentSource = {}): Environment {
	const root = source.root ?? "/";
	const files = linuxFiles(root);
	return {
		...processorFacts(files),
		...loadFacts(files),
		...systemFacts(files),
		...virtualisationFacts(files),
		...jetsonFacts(root),
		node: process.versions.node,
		tflite: source.tfliteVersion ?? null,
		quantgrid: source.quantgridVersion ?? null,
	};
}

const CPU = "/sys/devices/system/cpu";

function processorFacts(files: LinuxFiles): Environment {
	const frequency = (name: string) =>
		megahertz(files.number(`${CPU}/cpu0/cpufreq/${name}`));
	const listedMHz = Number(files.field("/proc/cpuinfo", "cpu MHz"));
	return {
		cpuModel: cpuModel(files),
		cpuCores: availableParallelism(),
		architecture: arch(),
		governor: files.text(`${CPU}/cpu0/cpufreq/scaling_governor`) ?? null,
		frequencyMHz: frequency("scaling_cur_freq") ?? (listedMHz || null),
		frequencyMinMHz: frequency("cpuinfo_min_freq") ?? null,
		frequencyMaxMHz: frequency("cpuinfo_max_freq") ?? null,
		boost: boost(files),
		simultaneousMultithreading: flag(files.number(`${CPU}/smt/active`)),
	};
}

// ARM boards list no "model name"; their device tree names the board, and Node falls back to "unknown".
function cpuModel(files: LinuxFiles): string | null {
	const named =
		files.field("/proc/cpuinfo", "model name") ??
		files.field("/proc/cpuinfo", "Model");
	const fromNode = cpus()[0]?.model.trim();
	return named ?? (fromNode && fromNode !== "unknown" ? fromNode : null);
}

function boost(files: LinuxFiles): boolean | null {
	const disabled = files.number(`${CPU}/intel_pstate/no_turbo`);
	return disabled === undefined
		? flag(files.number(`${CPU}/cpufreq/boost`))
		: disabled === 0;
}

function loadFacts(files: LinuxFiles): Environment {
	const listed = files.text("/proc/loadavg")?.split(" ").map(Number);
	const [one, five, fifteen] = listed ?? loadavg();
	const kilobytes = Number.parseInt(
		files.field("/proc/meminfo", "MemAvailable") ?? "",
		10,
	);
	return {
		loadAverage1: finite(one),
		loadAverage5: finite(five),
		loadAverage15: finite(fifteen),
		memoryTotalBytes: totalBytes(files),
		memoryFreeBytes: Number.isNaN(kilobytes) ? freemem() : kilobytes * 1024,
		temperaturesC: temperatures(files),
	};
}

function totalBytes(files: LinuxFiles): number {
	const kilobytes = Number.parseInt(
		files.field("/proc/meminfo", "MemTotal") ?? "",
		10,
	);
	return Number.isNaN(kilobytes) ? totalmem() : kilobytes * 1024;
}

/** Every thermal zone as `name 45.2`, joined by commas. */
function temperatures(files: LinuxFiles): string | null {
	const zones = files
		.entries("/sys/class/thermal", /^thermal_zone\d+$/)
		.flatMap((zone) => {
			const millidegrees = files.number(`${zone}/temp`);
			const name = files.text(`${zone}/type`) ?? "zone";
			return millidegrees === undefined
				? []
				: [`${name} ${(millidegrees / 1000).toFixed(1)}`];
		});
	return zones.length === 0 ? null : zones.join(", ");
}

function systemFacts(files: LinuxFiles): Environment {
	return {
		board:
			files.text("/proc/device-tree/model") ??
			files.text("/sys/class/dmi/id/product_name") ??
			null,
		operatingSystem:
			files.field("/etc/os-release", "PRETTY_NAME") ?? platform(),
		kernel: files.text("/proc/sys/kernel/osrelease") ?? release(),
	};
}

// Product and vendor names that virtual machines carry in their DMI tables.
const VIRTUAL_PRODUCTS =
	/KVM|QEMU|VMware|VirtualBox|Virtual Machine|HVM domU|Bochs|Parallels|Google Compute Engine|Amazon EC2|Standard PC/i;

function virtualisationFacts(files: LinuxFiles): Environment {
	return { virtualised: isVirtualised(files), container: container(files) };
}

function isVirtualised(files: LinuxFiles): boolean | null {
	const cpuinfo = files.text("/proc/cpuinfo");
	const product = ["sys_vendor", "product_name"]
		.map((name) => files.text(`/sys/class/dmi/id/${name}`) ?? "")
		.join(" ");
	const signs = [
		/^flags\s*:.*\bhypervisor\b/m.test(cpuinfo ?? ""),
		files.text("/sys/hypervisor/type") !== undefined,
		files.text("/proc/device-tree/hypervisor/compatible") !== undefined,
		VIRTUAL_PRODUCTS.test(product),
	];
	if (signs.includes(true)) {
		return true;
	}
	return cpuinfo === undefined ? null : false;
}

function container(files: LinuxFiles): string | null {
	if (files.entries("/", /^\.dockerenv$/).length > 0) {
		return "docker";
	}
	if (files.entries("/run", /^\.containerenv$/).length > 0) {
		return "podman";
	}
	const groups = files.text("/proc/1/cgroup") ?? "";
	return /docker|kubepods|containerd|lxc/.exec(groups)?.[0] ?? null;
}

function megahertz(kilohertz: number | undefined): number | undefined {
	return kilohertz === undefined ? undefined : kilohertz / 1000;
}

function flag(number: number | undefined): boolean | null {
	return number === undefined ? null : number === 1;
}

function finite(number: number | undefined): number | null {
	return number !== undefined && Number.isFinite(number) ? number : null;
}
