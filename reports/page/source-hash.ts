import { createHash } from "node:crypto";

/** What allows a script or a style of exactly this text in a Content Security Policy (CSP Level 3, section 2.3.1). */
export function sourceHash(text: string): string {
	return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
