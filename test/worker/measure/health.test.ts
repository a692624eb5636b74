import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { health } from "../../../worker/measure/health.ts";
import { withTree } from "../../support/file-tree.ts";

const CPU = "sys/devices/system/cpu";
const THERMAL = "sys/class/thermal";

test("a machine that tells nothing yields nulls", () => {
	withTree({ "proc/loadavg": "0.25 0.5 1 1/100 42" }, (root) => {
		assert.equal(health(root), {
			loadAverage: 0.25,
			frequencyMHz: null,
			temperatureC: null,
			governor: null,
			throttled: null,
		});
	});
});

test("the fastest core, the hottest sensor and every governor are told", () => {
	const tree = {
		"proc/loadavg": "1.5 1 1 1/100 42",
		[`${CPU}/cpu0/cpufreq/scaling_cur_freq`]: "600000\n",
		[`${CPU}/cpu1/cpufreq/scaling_cur_freq`]: "1800000\n",
		[`${CPU}/cpu0/cpufreq/scaling_governor`]: "powersave\n",
		[`${CPU}/cpu1/cpufreq/scaling_governor`]: "performance\n",
		[`${THERMAL}/thermal_zone0/temp`]: "48200\n",
		"sys/class/hwmon/hwmon0/name": "k10temp\n",
		"sys/class/hwmon/hwmon0/temp1_input": "61500\n",
		"sys/class/hwmon/hwmon1/name": "nvme\n",
		"sys/class/hwmon/hwmon1/temp1_input": "90000\n",
	};
	withTree(tree, (root) => {
		const { frequencyMHz, temperatureC, governor, loadAverage } = health(root);
		assert.is(frequencyMHz, 1800);
		assert.is(temperatureC, 61.5);
		assert.is(governor, "powersave, performance");
		assert.is(loadAverage, 1.5);
	});
});

test("without frequency files the processor list is asked", () => {
	const cpuinfo = "cpu MHz\t\t: 2400.5\ncpu MHz\t\t: 2600.0\n";
	withTree({ "proc/cpuinfo": cpuinfo }, (root) => {
		assert.is(health(root).frequencyMHz, 2600);
	});
});

test("a sensor that is switched off does not count as cold or hot", () => {
	const tree = {
		[`${THERMAL}/thermal_zone0/temp`]: "-274000",
		[`${THERMAL}/thermal_zone1/temp`]: "0",
	};
	withTree(tree, (root) => assert.is(health(root).temperatureC, null));
});

test("a cooling device of the processor in a state above 0 means throttled, a fan does not", () => {
	const device = (type: string, state: string) => ({
		[`${THERMAL}/cooling_device0/type`]: type,
		[`${THERMAL}/cooling_device0/cur_state`]: state,
	});
	const throttled = (type: string, state: string) => {
		let result: boolean | null = null;
		withTree(device(type, state), (root) => {
			result = health(root).throttled;
		});
		return result;
	};
	assert.is(throttled("Processor", "3"), true);
	assert.is(throttled("thermal-cpufreq-0", "0"), false);
	assert.is(throttled("pwm-fan", "3"), null);
});

const THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled";

test("a Raspberry Pi names what slows it down now, apart from what did since boot", () => {
	withTree({ [THROTTLED]: "5000a\n" }, (root) => {
		const { throttled, throttledBy, throttledSinceBoot } = health(root);
		assert.is(throttled, true);
		assert.equal(throttledBy, ["frequency capped", "soft temperature limit"]);
		assert.equal(throttledSinceBoot, ["under-voltage", "throttled"]);
	});
	withTree({ [THROTTLED]: "50000\n" }, (root) => {
		assert.is(health(root).throttled, false);
		assert.equal(health(root).throttledBy, []);
	});
});

test("what a Raspberry Pi latched between two snapshots is noticed although it is over", () => {
	withTree({ [THROTTLED]: "10000\n" }, (root) => {
		const before = health(root);
		writeFileSync(join(root, THROTTLED), "70000\n");
		const after = health(root, before);
		assert.is(before.throttled, false);
		assert.is(after.throttled, true);
		assert.equal(after.throttledBy, ["frequency capped", "throttled"]);
	});
});

/** A program of a board that is a shell script. */
const program = (root: string, name: string, script: string) => {
	mkdirSync(join(root, "usr/bin"), { recursive: true });
	writeFileSync(join(root, "usr/bin", name), `#!/bin/sh\n${script}\n`);
	chmodSync(join(root, "usr/bin", name), 0o755);
};

test("a Raspberry Pi without the file is asked by vcgencmd", () => {
	withTree({}, (root) => {
		program(
			root,
			"vcgencmd",
			'[ "$1" = get_throttled ] && echo throttled=0x50001',
		);
		const { throttledBy, throttledSinceBoot } = health(root);
		assert.equal(throttledBy, ["under-voltage"]);
		assert.equal(throttledSinceBoot, ["under-voltage", "throttled"]);
	});
});

test("a vcgencmd that fails tells nothing", () => {
	withTree({}, (root) => {
		program(root, "vcgencmd", "echo VCHI initialization failed; exit 255");
		assert.is(health(root).throttled, null);
	});
});

test("the kernel's own alarm for a Raspberry Pi's supply means under-voltage", () => {
	const tree = {
		"sys/class/hwmon/hwmon1/name": "rpi_volt\n",
		"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1\n",
	};
	withTree(tree, (root) =>
		assert.equal(health(root).throttledBy, ["under-voltage"]),
	);
});

test("where throttling is only counted, the second snapshot tells whether it went on between", () => {
	for (const counter of [
		`${CPU}/cpu0/thermal_throttle/core_throttle_count`,
		"sys/class/hwmon/hwmon3/oc3_event_cnt",
	]) {
		withTree({ [counter]: "7\n" }, (root) => {
			const before = health(root);
			assert.is(before.throttled, null);
			assert.is(health(root, before).throttled, false);
			writeFileSync(join(root, counter), "9\n");
			const after = health(root, before);
			assert.is(after.throttled, true);
			assert.equal(after.throttledBy, ["2 throttle events counted"]);
		});
	}
});

test.run();
