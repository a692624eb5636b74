import { z } from "zod";

const bytes = z.int().min(0);

/** The shape of what edgetpu_compiler says about a file it made, as it stands in a journal. Null where its log is silent. */
export const compilationSchema = z.object({
	compilerVersion: z.string(),
	elapsedMs: z.number().min(0).nullable(),
	/** Sizes as the log rounds them: to two decimals of its unit. */
	inputBytes: bytes.nullable(),
	outputBytes: bytes.nullable(),
	onChipAvailableBytes: bytes.nullable(),
	onChipUsedBytes: bytes.nullable(),
	offChipUsedBytes: bytes.nullable(),
	subgraphs: z.int().min(0).nullable(),
	/** The kinds of operators in the order of the log: how many there are of each, and where they will run or why not. */
	operators: z.array(
		z.object({
			operator: z.string(),
			count: z.int().min(0),
			status: z.string(),
		}),
	),
});

/** What edgetpu_compiler says about a file it made. */
export type Compilation = z.output<typeof compilationSchema>;

/** What the compiler says of operators that the Edge TPU will run. */
export const MAPPED = "Mapped to Edge TPU";

/** How many operators of a compiled model run where. */
export function operatorCounts({ operators }: Pick<Compilation, "operators">): {
	readonly total: number;
	readonly mapped: number;
} {
	const sum = (list: Compilation["operators"]) =>
		list.reduce((total, { count }) => total + count, 0);
	return {
		total: sum(operators),
		mapped: sum(operators.filter(({ status }) => status === MAPPED)),
	};
}

/** What is expected of edgetpu_compiler without asking it: the kinds of operators as its log would list them, and memory. */
export type CompilationPrediction = {
	readonly operators: Compilation["operators"];
	/** The constants that the mapped operators read; the compiler pads them a little. */
	readonly parameterBytes: number;
	/** What the Edge TPU keeps free for them of its 8 MB. */
	readonly onChipAvailableBytes: number;
};
