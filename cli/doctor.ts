import { Command } from "commander";
import { printable } from "../lib/printable.ts";
import type { Environment } from "../plan/outcome.ts";
import { environmentFacts } from "../worker/measure/environment.ts";
import { restoreGovernors } from "../worker/tuning.ts";
import { diagnose, type Finding } from "./diagnosis.ts";
import { EXIT, type Exit } from "./exit-codes.ts";

/** `quantgrid doctor`: what works on this machine, and how to get what does not. */
export function doctorCommand(exit: Exit): Command {
	return new Command("doctor")
		.description(
			"tell what works on this machine, and how to get what does not",
		)
		.action(async () => {
			let sound = true;
			for await (const finding of diagnose()) {
				console.log(findingText(finding));
				sound &&= finding.result.status === "works" || !finding.required;
			}
			const leftover = restoreGovernors("/");
			if (leftover.status === "restored") {
				console.log(
					`mended    An earlier run was killed while it had the governor set; it is ${leftover.former} again.`,
				);
			} else if (leftover.status === "refused") {
				console.log(`advice    The governor: ${leftover.reason}.`);
			}
			const facts = environmentFacts();
			console.log(`\n${factsText(facts)}`);
			for (const advice of measuringAdvice(facts)) {
				console.log(`advice    ${advice}`);
			}
			exit(sound ? EXIT.fine : EXIT.cellFailed);
		});
}

/** A finding as one line, or as three where something is missing; what a device says is made fit for a terminal. */
export function findingText({
	part,
	required,
	result,
	wayOut,
}: Finding): string {
	if (result.status === "works") {
		return `works     ${part}: ${printable(result.detail)}`;
	}
	const indent = " ".repeat(10);
	const verdict = required ? "BROKEN" : "missing";
	const way = result.reason.includes(wayOut) ? [] : [`${indent}${wayOut}`];
	return [
		`${verdict.padEnd(10)}${part}${required ? "" : " (optional)"}`,
		`${indent}${printable(result.reason)}`,
		...way,
	].join("\n");
}

/** What makes latency on this machine less steady than it could be. */
export function measuringAdvice(facts: Environment): readonly string[] {
	const advice: string[] = [];
	const { governor, virtualised, loadAverage1, cpuCores } = facts;
	if (typeof governor === "string" && governor !== "performance") {
		advice.push(
			`The frequency governor is "${governor}". For steadier latency: \`cpupower frequency-set --governor performance\`.`,
		);
	}
	if (facts.boost === true) {
		advice.push(
			"The processor boosts its frequency while it is cool, so early launches may be faster than late ones.",
		);
	}
	if (virtualised === true) {
		advice.push(
			"This is a virtual machine: its neighbours disturb latency in ways it cannot see. Trust medians over many launches.",
		);
	}
	if (
		typeof loadAverage1 === "number" &&
		typeof cpuCores === "number" &&
		loadAverage1 > cpuCores / 2
	) {
		advice.push(
			`The load average is ${loadAverage1} on ${cpuCores} cores. Let the machine rest before measuring.`,
		);
	}
	return advice;
}

function factsText(facts: Environment): string {
	return Object.entries(facts)
		.filter(([, value]) => value !== null)
		.map(([name, value]) => `${name.padEnd(27)} ${value}`)
		.join("\n");
}
