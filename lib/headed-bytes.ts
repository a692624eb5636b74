const LINE_FEED = 0x0a;

/** Bytes with what there is to know about them, as one file can hold both. */
export type HeadedBytes = {
	/** One line of JSON. */
	readonly head: string;
	readonly bytes: Uint8Array;
};

/** One file of a head and bytes: the head, a line feed, the bytes. Throws an Error for a head of several lines. */
export function joinHeadedBytes({ head, bytes }: HeadedBytes): Uint8Array {
	if (head.includes("\n")) {
		throw new Error("the head of a file must be one line");
	}
	return Buffer.concat([Buffer.from(`${head}\n`), bytes]);
}

/** Takes such a file apart; undefined when no line ends in it. */
export function splitHeadedBytes(file: Uint8Array): HeadedBytes | undefined {
	const end = file.indexOf(LINE_FEED);
	return end < 0
		? undefined
		: {
				head: new TextDecoder().decode(file.subarray(0, end)),
				bytes: file.subarray(end + 1),
			};
}
