import type { Architecture } from "./architecture.ts";
import { mnistCnn } from "./mnist-cnn.ts";

/** Every network of the zoo by name. */
export const ARCHITECTURES = {
	"mnist-cnn": mnistCnn,
} as const satisfies Record<string, Architecture>;

export type ZooModelName = keyof typeof ARCHITECTURES;
