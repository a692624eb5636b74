// Builds an emulated arm64 board in a new folder and prints its profile for the inventory.
//
//   node dist/test/arm64-board/main.js folder
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { errorText } from "../../lib/errors.ts";
import { arm64Board } from "./board.ts";
import { missingTools } from "./tools.ts";

const [folder, ...rest] = process.argv.slice(2);

try {
	console.log(JSON.stringify(await arm64Board(newFolder()), null, "\t"));
} catch (error) {
	console.error(errorText(error));
	process.exitCode = 2;
}

function newFolder(): string {
	if (folder === undefined || rest.length > 0) {
		throw new Error("Expected one argument: the folder of the new board.");
	}
	if (existsSync(folder)) {
		throw new Error(`${folder} exists already. Name another folder.`);
	}
	const problem = missingTools();
	if (problem !== undefined) {
		throw new Error(problem);
	}
	return resolve(folder);
}
