import { createRequire } from "node:module";
import { errorText, UserError } from "../../lib/errors.ts";
import type { DelegateLibrary } from "./external.ts";

/** The custom operator that the Edge TPU compiler leaves in a model. */
export const EDGETPU_OPERATOR = "edgetpu-custom-op";

/** How to get what the delegate needs; the end of every reason why it does not work. */
export const EDGETPU_WAY_OUT =
	"Plug in a Coral Edge TPU and install its library (Debian: add Coral's package source, then `apt-get install libedgetpu1-std`); see docs/delegates.md.";

/** Why a model without that operator is not measured. */
export const NOT_COMPILED = `The model holds no operator for the Edge TPU (${EDGETPU_OPERATOR}), so all of it would run on the CPU. Name the variant edgetpu, or bring a file that edgetpu_compiler made.`;

const DEVICE = /^(?:(?:usb|pci)(?::\d{1,2})?|:\d{1,2})$/;

/** The options of libedgetpu (tflite/edgetpu_delegate_for_custom_op), with what they may say. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
	device: DEVICE,
	Performance: /^(?:Low|Medium|High|Max)$/,
	"Usb.AlwaysDfu": /^(?:True|False)$/,
	"Usb.MaxBulkInQueueLength": /^\d{1,3}$/,
};

type CoralModule = {
	readonly CoralDelegate: new (options: {
		readonly device?: string;
	}) => {
		readonly node?: { readonly path: string };
		readonly options: readonly (readonly [string, string])[];
	};
};

/** The library of the Edge TPU with its options, or why there is none. */
export type EdgetpuLibrary =
	| ({ readonly status: "found" } & DelegateLibrary)
	| { readonly status: "missing"; readonly reason: string };

/**
 * The library that coral-tflite-delegate names for this platform, and the options for it: `device` is `usb`, `pci`, one of
 * several as `usb:0` or `pci:1`, or the n-th of all as `:0`. QUANTGRID_EDGETPU names another library. Throws a UserError
 * for an option that libedgetpu does not have.
 */
export function findEdgetpuLibrary(
	options: Readonly<Record<string, string>>,
	environment: NodeJS.ProcessEnv = process.env,
): EdgetpuLibrary {
	checkOptions(options);
	const chosen = environment.QUANTGRID_EDGETPU?.trim();
	if (chosen) {
		return { status: "found", library: chosen, options };
	}
	const { device, ...others } = options;
	try {
		const require = createRequire(import.meta.url);
		const { CoralDelegate } = require("coral-tflite-delegate") as CoralModule;
		const coral = new CoralDelegate(device === undefined ? {} : { device });
		return {
			status: "found",
			library: coral.node?.path ?? "libedgetpu.so.1",
			options: { ...Object.fromEntries(coral.options), ...others },
		};
	} catch (error) {
		return {
			status: "missing",
			reason: `The package coral-tflite-delegate cannot be loaded: ${errorText(error)}. Run \`npm ci\`.`,
		};
	}
}

function checkOptions(options: Readonly<Record<string, string>>): void {
	for (const [key, value] of Object.entries(options)) {
		const allowed = Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
		if (allowed === undefined || !allowed.test(value)) {
			throw new UserError(
				`The delegate "edgetpu" does not understand the option ${key}=${value}. It knows device (usb, pci, usb:0, pci:0, :0), Performance (Low, Medium, High, Max), Usb.AlwaysDfu (True, False) and Usb.MaxBulkInQueueLength (a number).`,
			);
		}
	}
}
