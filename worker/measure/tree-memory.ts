import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { linuxFiles } from "../../lib/linux-files.ts";

type ProcessFacts = {
	readonly pid: number;
	readonly parent: number;
	readonly residentBytes: number;
	/** The part of it that is mapped from files, such as the program itself. */
	readonly fileBytes: number;
};

/**
 * The memory of a process and all its living descendants, in bytes: the sum of what each has had resident at most
 * (`VmHWM`, proc(5)) less what it maps from files now (`RssFile`), and the largest such part once, since a browser's
 * processes map the same program. Elsewhere than on Linux the sum of what each has resident now (`rss` of ps(1)). Other
 * shared pages count once for each process, and the peaks need not coincide, so it is an upper bound; the difference
 * between two moments of the same processes is closer to what was added in between.
 */
export function treePeakMemoryBytes(root: number): number {
	const processes = process.platform === "linux" ? fromProc() : fromPs();
	const inTree = new Set([root]);
	for (let before = 0; before < inTree.size; ) {
		before = inTree.size;
		for (const { pid, parent } of processes) {
			if (inTree.has(parent)) {
				inTree.add(pid);
			}
		}
	}
	const own = processes.filter(({ pid }) => inTree.has(pid));
	return own.reduce(
		(sum, { residentBytes, fileBytes }) => sum + residentBytes - fileBytes,
		Math.max(0, ...own.map(({ fileBytes }) => fileBytes)),
	);
}

function fromProc(): readonly ProcessFacts[] {
	const files = linuxFiles("/");
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map((name) => {
			const status = `/proc/${name}/status`;
			const number = (field: string) =>
				Number.parseInt(files.field(status, field) ?? "0", 10);
			return {
				pid: Number(name),
				parent: number("PPid"),
				residentBytes: number("VmHWM") * 1024,
				fileBytes: number("RssFile") * 1024,
			};
		});
}

function fromPs(): readonly ProcessFacts[] {
	const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,rss="], {
		encoding: "utf8",
	});
	return (stdout ?? "").split("\n").map((line) => {
		const [pid = 0, parent = 0, kilobytes = 0] = line
			.trim()
			.split(/\s+/)
			.map(Number);
		return { pid, parent, residentBytes: kilobytes * 1024, fileBytes: 0 };
	});
}
