import { test } from "uvu";
import * as assert from "uvu/assert";
import { environmentFacts } from "../../../worker/measure/environment.ts";
import { withTree } from "../../support/file-tree.ts";

const CPU = "sys/devices/system/cpu";

test("a whole machine is described, with frequencies in MHz and sizes in bytes", () => {
	const tree = {
		"proc/cpuinfo": "model name\t: Example 9000\nflags\t\t: fpu sse\n",
		"proc/loadavg": "0.5 0.25 0.125 1/100 42",
		"proc/meminfo": "MemTotal:  1000 kB\nMemAvailable:  600 kB\n",
		"proc/sys/kernel/osrelease": "6.1.0-example\n",
		"etc/os-release": 'PRETTY_NAME="Example OS 1"\n',
		"sys/class/dmi/id/product_name": "Desk 3\n",
		"sys/class/thermal/thermal_zone0/temp": "41234\n",
		"sys/class/thermal/thermal_zone0/type": "x86_pkg_temp\n",
		[`${CPU}/cpu0/cpufreq/scaling_governor`]: "schedutil\n",
		[`${CPU}/cpu0/cpufreq/scaling_cur_freq`]: "2100000\n",
		[`${CPU}/cpu0/cpufreq/cpuinfo_min_freq`]: "800000\n",
		[`${CPU}/cpu0/cpufreq/cpuinfo_max_freq`]: "4200000\n",
		[`${CPU}/cpufreq/boost`]: "1\n",
		[`${CPU}/smt/active`]: "0\n",
	};
	withTree(tree, (root) => {
		const { cpuCores, architecture, node, ...facts } = environmentFacts({
			root,
			tfliteVersion: "2.9.0",
			quantgridVersion: "1.2.3",
		});
		assert.ok(Number(cpuCores) >= 1);
		assert.is(architecture, process.arch);
		assert.is(node, process.versions.node);
		assert.equal(facts, {
			cpuModel: "Example 9000",
			governor: "schedutil",
			frequencyMHz: 2100,
			frequencyMinMHz: 800,
			frequencyMaxMHz: 4200,
			boost: true,
			simultaneousMultithreading: false,
			loadAverage1: 0.5,
			loadAverage5: 0.25,
			loadAverage15: 0.125,
			memoryTotalBytes: 1_024_000,
			memoryFreeBytes: 614_400,
			temperaturesC: "x86_pkg_temp 41.2",
			board: "Desk 3",
			operatingSystem: "Example OS 1",
			kernel: "6.1.0-example",
			virtualised: false,
			container: null,
			tflite: "2.9.0",
			quantgrid: "1.2.3",
		});
	});
});

test("a root without any file still yields facts, and nulls for the rest", () => {
	withTree({}, (root) => {
		const facts = environmentFacts({ root });
		assert.is(facts.governor, null);
		assert.is(facts.virtualised, null);
		assert.is(facts.tflite, null);
		assert.ok(Number(facts.memoryTotalBytes) > 0);
	});
});

test("a virtual machine is known by its processor flag, its hypervisor, its device tree or its product name", () => {
	const trees: readonly Readonly<Record<string, string>>[] = [
		{ "proc/cpuinfo": "flags\t\t: fpu hypervisor sse\n" },
		{ "sys/hypervisor/type": "xen\n" },
		{ "proc/device-tree/hypervisor/compatible": "linux,kvm\0" },
		{ "sys/class/dmi/id/sys_vendor": "QEMU\n" },
		{ "sys/class/dmi/id/product_name": "VMware Virtual Platform\n" },
	];
	for (const tree of trees) {
		withTree(tree, (root) =>
			assert.is(environmentFacts({ root }).virtualised, true),
		);
	}
});

test("a container is known by its mark or its control groups", () => {
	const kinds: readonly (readonly [string, Record<string, string>])[] = [
		["docker", { ".dockerenv": "" }],
		["podman", { "run/.containerenv": "" }],
		["kubepods", { "proc/1/cgroup": "0::/kubepods/besteffort/pod1\n" }],
	];
	for (const [kind, tree] of kinds) {
		withTree(tree, (root) =>
			assert.is(environmentFacts({ root }).container, kind),
		);
	}
});

test("a board is named by its device tree", () => {
	const tree = {
		"proc/device-tree/model": "Raspberry Pi 4 Model B\0",
		"proc/cpuinfo": "processor\t: 0\nModel\t\t: Raspberry Pi 4 Model B\n",
	};
	withTree(tree, (root) => {
		const { board, cpuModel } = environmentFacts({ root });
		assert.is(board, "Raspberry Pi 4 Model B");
		assert.is(cpuModel, "Raspberry Pi 4 Model B");
	});
});

test.run();
