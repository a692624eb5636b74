import { resolve } from "node:path";

/** Where trained models and built artifacts are kept: `QUANTGRID_CACHE`, else `.cache/quantgrid` in the current folder. */
export function cacheDirectory(): string {
	return resolve(process.env.QUANTGRID_CACHE || ".cache/quantgrid");
}
