import type { Compilation } from "../../plan/compilation.ts";

const UNITS: Readonly<Record<string, number>> = {
	B: 1,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3,
};

/** The heading of the table of operators; its rows follow, in columns of at least two spaces between. */
const TABLE_HEADING = /^Operator\s+Count\s+Status\s*$/;
const TABLE_ROW = /^(\S+)\s+(\d{1,9})\s+(\S.*)$/;

/**
 * Reads what edgetpu_compiler prints with `--show_operations` (versions 2.0 to 16.0). Undefined when the text holds no
 * compiled model, as when it refuses one.
 */
export function parseCompilerLog(text: string): Compilation | undefined {
	const compilerVersion = textOf(text, /^Edge TPU Compiler version (\S+)/m);
	if (
		compilerVersion === undefined ||
		!/^(?:Model compiled successfully|Output model:)/m.test(text)
	) {
		return undefined;
	}
	return {
		compilerVersion,
		elapsedMs: numberOf(text, /^Model compiled successfully in (\d{1,9}) ms/m),
		inputBytes: bytesOf(text, "Input size"),
		outputBytes: bytesOf(text, "Output size"),
		onChipAvailableBytes: bytesOf(
			text,
			"On-chip memory available for caching model parameters",
		),
		onChipUsedBytes: bytesOf(
			text,
			"On-chip memory used for caching model parameters",
		),
		offChipUsedBytes: bytesOf(
			text,
			"Off-chip memory used for streaming uncached model parameters",
		),
		subgraphs: numberOf(text, /^Number of Edge TPU subgraphs: (\d{1,9})/m),
		operators: operatorsOf(text),
	};
}

function operatorsOf(text: string): Compilation["operators"] {
	const lines = text.split(/\r?\n/);
	const heading = lines.findIndex((line) => TABLE_HEADING.test(line));
	if (heading < 0) {
		return [];
	}
	return lines.slice(heading + 1).flatMap((line) => {
		const [, operator, count, status] = TABLE_ROW.exec(line.trimEnd()) ?? [];
		return operator === undefined || status === undefined
			? []
			: [{ operator, count: Number(count), status }];
	});
}

function textOf(text: string, pattern: RegExp): string | undefined {
	return pattern.exec(text)?.[1];
}

function numberOf(text: string, pattern: RegExp): number | null {
	const found = textOf(text, pattern);
	return found === undefined ? null : Number(found);
}

function bytesOf(text: string, label: string): number | null {
	const pattern = new RegExp(
		`^${label}: (\\d{1,9}(?:\\.\\d{1,6})?)(B|KiB|MiB|GiB)\\s*$`,
		"m",
	);
	const [, value, unit] = pattern.exec(text) ?? [];
	return value === undefined || unit === undefined
		? null
		: Math.round(Number(value) * (UNITS[unit] ?? 1));
}
