import { z } from "zod";

/** The version of the blob protocol. */
export const BLOB_PROTOCOL = 1;

/** The longest frame of bytes; a sender keeps below it. */
export const BLOB_FRAME_BYTES = 1024 * 1024;

/** The longest frame of JSON: a folder of some hundred thousand pictures. */
export const BLOB_JSON_BYTES = 64 * 1024 * 1024;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a sha256 in hex");

const sizeBytes = z.int().min(0);

/** The name of a file or folder that a tree may hold: it stays in its folder. */
const fileName = z
	.string()
	.min(1)
	.max(255)
	.refine(
		(name) => name !== "." && name !== ".." && !/[/\0]/.test(name),
		"a plain file name",
	);

const blob = z.object({ sha256, sizeBytes });

const treeSchema = z.object({
	folders: z.array(
		z.object({
			name: fileName,
			files: z.array(z.object({ name: fileName, sha256 })),
		}),
	),
});

/** What the harness asks for first: which blobs a job needs, where the cache lies and what it may hold. */
export const wantSchema = z.object({
	kind: z.literal("want"),
	protocol: z.literal(BLOB_PROTOCOL),
	/** The folder of the cache; from the working folder where it is relative. */
	cache: z.string().min(1),
	cacheBytes: sizeBytes,
	blobs: z.array(blob),
	/** A folder to be made of links to the blobs. */
	tree: treeSchema.optional(),
});

/** What the harness says before the bytes of a blob, from its offset on. */
export const putSchema = z.object({
	kind: z.literal("put"),
	/** The place of the blob in what was asked for. */
	index: z.int().min(0),
});

/** What the device says: one of each kind, in this order, but `stored` for every blob that was put. */
export const replySchema = z.discriminatedUnion("kind", [
	z.object({
		kind: z.literal("hello"),
		protocol: z.int(),
		quantgrid: z.string().max(100),
		node: z.string().max(100),
	}),
	z.object({
		kind: z.literal("offsets"),
		/** From where on each blob is to come; null where it is in the cache. */
		offsets: z.array(sizeBytes.nullable()),
		/** The folder of the cache, absolute. */
		cache: z.string().max(4096),
		usedBytes: sizeBytes,
		freeBytes: sizeBytes,
	}),
	z.object({ kind: z.literal("stored"), index: z.int().min(0) }),
	z.object({
		kind: z.literal("ready"),
		/** The folder that was made, absolute; null where none was asked for. */
		tree: z.string().max(4096).nullable(),
	}),
	z.object({
		kind: z.literal("refused"),
		problem: z.enum([
			"wrong-hash",
			"disk-full",
			"cache-too-small",
			"wrong-request",
			"failed",
		]),
		detail: z.string().max(1000),
	}),
]);

/** A file by its content. */
export type Blob = z.output<typeof blob>;

/** A folder of folders of files, each file a blob. */
export type Tree = z.output<typeof treeSchema>;

/** What a harness asks a device to have. */
export type Want = z.output<typeof wantSchema>;

/** What a device says. */
export type Reply = z.output<typeof replySchema>;

/** Why a device refused. */
export type BlobProblem = Extract<Reply, { kind: "refused" }>["problem"];

/** The path of a blob in a cache, below its folder. */
export function blobPath({ sha256 }: Pick<Blob, "sha256">): string {
	return `blobs/${sha256}`;
}
