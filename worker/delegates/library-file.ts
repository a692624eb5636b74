import { closeSync, openSync, readSync, statSync } from "node:fs";
import { errorCode, errorText } from "../../lib/errors.ts";

const HEAD_BYTES = 20;

/** The processors of shared libraries by their number in the ELF header (field e_machine, System V ABI), named as Node does. */
const ELF_MACHINES: Readonly<Record<number, string>> = {
	3: "ia32",
	8: "mips",
	21: "ppc64",
	22: "s390x",
	40: "arm",
	62: "x64",
	183: "arm64",
	243: "riscv64",
};

/** Processors by their number in a 64-bit Mach-O header (field cputype). */
const MACH_MACHINES: Readonly<Record<number, string>> = {
	16777223: "x64",
	16777228: "arm64",
};

/**
 * Why a file cannot be loaded as a shared library by this process, as far as its head tells: absent, no library, or built
 * for another processor, of which the system's loader says only that there is no such file. Undefined when nothing speaks
 * against it, and for a name without a slash, which the loader looks for in its own folders.
 */
export function libraryProblem(path: string): string | undefined {
	if (!path.includes("/")) {
		return undefined;
	}
	const head = readHead(path);
	if (typeof head === "string") {
		return head;
	}
	const built = processorOf(head);
	if (built === undefined) {
		return `The delegate library ${path} is not a shared library: its first bytes are ${head.toString("hex", 0, 4) || "missing"}. Name a .so (Linux) or .dylib (macOS) file.`;
	}
	if (!built.includes(process.arch)) {
		return `The delegate library ${path} is built for ${built.join(" and ")}, and this Node runs on ${process.arch}. Get the library for ${process.arch}.`;
	}
	return undefined;
}

function readHead(path: string): Buffer | string {
	try {
		if (!statSync(path).isFile()) {
			return `The delegate library ${path} is not a file. Name the library itself.`;
		}
		const file = openSync(path, "r");
		try {
			const head = Buffer.alloc(HEAD_BYTES);
			return head.subarray(0, readSync(file, head));
		} finally {
			closeSync(file);
		}
	} catch (error) {
		const what =
			errorCode(error) === "ENOENT" ? "does not exist" : errorText(error);
		return `The delegate library ${path} cannot be read: ${what}. Mend its path.`;
	}
}

/** The processors a library is for; undefined when the head is not that of a library. */
function processorOf(head: Buffer): readonly string[] | undefined {
	if (head.length < HEAD_BYTES) {
		return undefined;
	}
	if (head.toString("latin1", 0, 4) === "\x7fELF") {
		const littleEndian = head[5] === 1;
		const machine = littleEndian
			? head.readUInt16LE(18)
			: head.readUInt16BE(18);
		return [ELF_MACHINES[machine] ?? `processor ${machine} (ELF)`];
	}
	if (head.readUInt32LE(0) === 0xfeedfacf) {
		const machine = head.readUInt32LE(4);
		return [MACH_MACHINES[machine] ?? `processor ${machine} (Mach-O)`];
	}
	// A Mach-O file for several processors; the loader picks its own.
	return head.readUInt32BE(0) === 0xcafebabe ? [process.arch] : undefined;
}
