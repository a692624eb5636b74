import { z } from "zod";
import { compilationSchema } from "./compilation.ts";

/** Where the weights of a model come from; of random ones the accuracy means nothing. */
const weightsSchema = z.enum(["brought", "loaded", "trained", "random"]);

/** The shape of an artifact as it stands in a journal and in a history. */
export const artifactSchema = z.object({
	path: z.string(),
	sha256: z.string(),
	sizeBytes: z.int().min(0),
	/** Size after gzip at its default level: what a download or an app package costs. */
	gzipBytes: z.int().min(0),
	weights: weightsSchema,
});

/** The shape of a build as it stands in a journal. */
export const buildSchema = z.discriminatedUnion("status", [
	z.object({
		status: z.literal("built"),
		artifact: artifactSchema,
		/** What the compiler said, where the variant is compiled. */
		compilation: compilationSchema.optional(),
	}),
	z.object({ status: z.literal("unsupported"), reason: z.string() }),
	z.object({ status: z.literal("failed"), error: z.string() }),
]);

/** A built variant: a file named by the sha256 of its bytes, and its sizes. */
export type Artifact = z.output<typeof artifactSchema>;

/** The file of an artifact, wherever its weights come from. */
export type ArtifactFile = Omit<Artifact, "weights">;

/** Where weights come from: a user's file, a user's LayersModel, a training of ours, or a seeded random source. */
export type WeightsOrigin = z.output<typeof weightsSchema>;

/** What became of building a variant of a model. */
export type Build = z.output<typeof buildSchema>;
