import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { jetsonFacts } from "../../../worker/measure/jetson.ts";
import { withTree } from "../../support/file-tree.ts";

const CPUFREQ = (cpu: number) => `sys/devices/system/cpu/cpu${cpu}/cpufreq`;
const JETSON = {
	"etc/nv_tegra_release": "# R36 (release), REVISION: 4.4\n",
	"var/lib/nvpmodel/status": "pmode:0001 fmode:fanNull\n",
	"etc/nvpmodel.conf":
		"< POWER_MODEL ID=0 NAME=MAXN >\nCPU_ONLINE CORE_0 1\n< POWER_MODEL ID=1 NAME=5W >\n",
	[`${CPUFREQ(0)}/scaling_min_freq`]: "1479000\n",
	[`${CPUFREQ(0)}/scaling_max_freq`]: "1479000\n",
};

test("a machine that is no Jetson has no facts of one", () => {
	withTree({ "etc/nvpmodel.conf": "" }, (root) =>
		assert.equal(jetsonFacts(root), {}),
	);
});

test("the power mode is named by the files of nvpmodel, without root", () => {
	withTree(JETSON, (root) =>
		assert.equal(jetsonFacts(root), { powerMode: "5W", jetsonClocks: true }),
	);
});

test("clocks that may fall are not held", () => {
	const tree = {
		...JETSON,
		[`${CPUFREQ(1)}/scaling_min_freq`]: "102000\n",
		[`${CPUFREQ(1)}/scaling_max_freq`]: "1479000\n",
	};
	withTree(tree, (root) => assert.is(jetsonFacts(root).jetsonClocks, false));
});

test("nvpmodel is asked where it exists, and believed although it then fails for want of root", () => {
	withTree(JETSON, (root) => {
		mkdirSync(join(root, "usr/sbin"), { recursive: true });
		const path = join(root, "usr/sbin/nvpmodel");
		writeFileSync(
			path,
			"#!/bin/sh\necho NV Power Mode: MAXN\necho 0\necho NVPM ERROR: 13\nexit 1\n",
		);
		chmodSync(path, 0o755);
		assert.is(jetsonFacts(root).powerMode, "MAXN");
	});
});

test.run();
