import { serveBlobs } from "./blob-session.ts";

await serveBlobs(process.stdin, process.stdout);
