import { writeFileSync } from "node:fs";
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

test("a Raspberry Pi is throttled by its present flags, not by those of the past", () => {
	const path = "sys/devices/platform/soc/soc:firmware/get_throttled";
	withTree({ [path]: "4\n" }, (root) =>
		assert.is(health(root).throttled, true),
	);
	withTree({ [path]: "50000\n" }, (root) =>
		assert.is(health(root).throttled, false),
	);
});

test("where throttling is only counted, the second snapshot tells whether it went on between", () => {
	const counter = `${CPU}/cpu0/thermal_throttle/core_throttle_count`;
	withTree({ [counter]: "7\n" }, (root) => {
		assert.is(health(root).throttled, null);
		assert.is(health(root).throttled, false);
		writeFileSync(join(root, counter), "9\n");
		assert.is(health(root).throttled, true);
	});
});

test.run();
