import type { Architecture } from "./architecture.ts";
import { deepMnist } from "./deep-mnist.ts";
import { denseNet121 } from "./densenet121.ts";
import { inceptionV3 } from "./inception-v3.ts";
import { mnistCnn } from "./mnist-cnn.ts";
import { mobileNetV2 } from "./mobilenet-v2.ts";
import { originalCnn } from "./original-cnn.ts";

/** Every network of the zoo by name. */
export const ARCHITECTURES = {
	"mnist-cnn": mnistCnn,
	"deep-mnist": deepMnist,
	"original-cnn": originalCnn,
	"mobilenet-v2": mobileNetV2,
	"inception-v3": inceptionV3,
	densenet121: denseNet121,
} as const satisfies Record<string, Architecture>;

/** The name of a network of the zoo. */
export type ZooModelName = keyof typeof ARCHITECTURES;
