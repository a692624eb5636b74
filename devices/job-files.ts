import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { takenImages } from "../datasets/image-folder.ts";
import { sha256File } from "../lib/hash.ts";
import { type Blob, blobPath, type Tree } from "../worker/blob-protocol.ts";
import type { Job } from "../worker/protocol.ts";

/** A file of this machine by its content. */
export type LocalBlob = Blob & { readonly path: string };

/** The files of a job that a device needs, and the job as it reads there. */
export type JobFiles = {
	/** Each content once. */
	readonly blobs: readonly LocalBlob[];
	readonly tree: Tree | undefined;
	/** The job with the paths of the device: of its cache, and of the tree that was made there. */
	readonly jobThere: (cache: string, tree: string | null) => Job;
};

/** Hashes files, each once as long as it does not change. */
export type Hasher = (path: string) => Promise<LocalBlob>;

/** A hasher with nothing in it. */
export function fileHasher(): Hasher {
	const known = new Map<string, Promise<string>>();
	return async (path) => {
		const { size: sizeBytes, mtimeMs } = await stat(path);
		const key = JSON.stringify([path, sizeBytes, mtimeMs]);
		const hash = known.get(key) ?? sha256File(path);
		known.set(key, hash);
		return { path, sizeBytes, sha256: await hash };
	};
}

/**
 * Finds the files of a job: the model, and the pictures and labels of a folder of pictures. MNIST comes with the package
 * on the device, and a delegate library is the device's own. Rejects with a UserError for a dataset that cannot be read,
 * and with the system error for a model that cannot.
 */
export async function filesOfJob(job: Job, hash: Hasher): Promise<JobFiles> {
	if (job.kind !== "cell") {
		return { blobs: [], tree: undefined, jobThere: () => job };
	}
	const model = await hash(job.modelPath);
	const { dataset } = job;
	if (dataset?.name !== "image-folder") {
		return {
			blobs: [model],
			tree: undefined,
			jobThere: (cache) => ({ ...job, modelPath: pathThere(cache, model) }),
		};
	}
	const pictures = await pictureTree(dataset, hash);
	const labels =
		dataset.labels === undefined ? undefined : await hash(dataset.labels);
	// Only the pictures that are taken travel, so all that are there are to be taken.
	const { samples: _, ...whole } = dataset;
	return {
		blobs: eachOnce([model, ...pictures.blobs, ...(labels ? [labels] : [])]),
		tree: pictures.tree,
		jobThere: (cache, tree) => ({
			...job,
			modelPath: pathThere(cache, model),
			dataset: {
				...whole,
				directory: tree ?? dataset.directory,
				...(labels && { labels: pathThere(cache, labels) }),
			},
		}),
	};
}

async function pictureTree(
	dataset: Parameters<typeof takenImages>[0],
	hash: Hasher,
): Promise<{ readonly tree: Tree; readonly blobs: readonly LocalBlob[] }> {
	const { folders, images } = await takenImages(dataset);
	const files = new Map<string, { name: string; sha256: string }[]>(
		folders.map((name) => [name, []]),
	);
	const blobs: LocalBlob[] = [];
	for (const { path } of images) {
		const blob = await hash(join(dataset.directory, path));
		blobs.push(blob);
		files
			.get(dirname(path))
			?.push({ name: basename(path), sha256: blob.sha256 });
	}
	return {
		blobs,
		tree: { folders: [...files].map(([name, files]) => ({ name, files })) },
	};
}

function eachOnce(blobs: readonly LocalBlob[]): readonly LocalBlob[] {
	return [...new Map(blobs.map((blob) => [blob.sha256, blob])).values()];
}

function pathThere(cache: string, blob: Blob): string {
	return `${cache}/${blobPath(blob)}`;
}
