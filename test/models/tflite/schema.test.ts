import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ENUMS } from "../../../models/tflite/schema/enums.ts";
import type { Field } from "../../../models/tflite/schema/notation.ts";
import { fieldsOf, TABLES } from "../../../models/tflite/schema/schema.ts";
import { UNIONS } from "../../../models/tflite/schema/unions.ts";
import { sharedFacts } from "../../support/shared.ts";

type FactElement = { readonly kind: string; readonly type: string };

type FactField = FactElement & {
	readonly name: string;
	readonly slot: number;
	readonly default?: number | boolean;
	readonly element?: FactElement;
	readonly force_align?: number;
};

type Facts = {
	readonly enums: Record<
		string,
		{ readonly underlying: string; readonly values: Record<string, number> }
	>;
	readonly unions: Record<string, { readonly members: Record<string, number> }>;
	readonly tables: Record<string, { readonly fields: readonly FactField[] }>;
};

const path = sharedFacts("tflite-schema.json");

if (path === undefined) {
	console.log("skipped: ../shared/facts/tflite-schema.json is absent");
} else {
	compareWith(JSON.parse(readFileSync(path, "utf8")));
}

function compareWith(facts: Facts): void {
	test("the schema has exactly the tables of the fact table", () => {
		const expected = Object.keys(facts.tables).toSorted();
		assert.equal(Object.keys(TABLES).toSorted(), expected);
		assert.is(expected.length, 170);
	});

	test("every field has the name, slot, type, default and alignment of the fact table", () => {
		for (const [name, { fields }] of Object.entries(facts.tables)) {
			const expected = fields
				.filter(({ kind }) => kind !== "union_type")
				.map((field) => expectedField(field, facts));
			assert.equal(fieldsOf(name).map(foundField), expected, name);
		}
	});

	test("every enum has the names, numbers and stored type of the fact table", () => {
		const found = Object.entries(ENUMS).map(([name, { stored, names }]) => [
			name,
			{ underlying: stored, values: numbered(names, 0) },
		]);
		assert.equal(Object.fromEntries(found), withoutMarks(facts.enums));
	});

	test("every union has the members and numbers of the fact table", () => {
		const found = Object.entries(UNIONS).map(([name, members]) => [
			name,
			{ discriminator: "uint8", members: numbered(["NONE", ...members], 0) },
		]);
		assert.equal(Object.fromEntries(found), withoutMarks(facts.unions));
	});
}

function expectedField(field: FactField, facts: Facts) {
	const { name, kind, type, element, force_align: alignment } = field;
	return {
		name: camelCase(name),
		// A union's two slots are one field here, which stands in the first.
		slot: kind === "union" ? field.slot - 1 : field.slot,
		kind,
		type: element?.type ?? type,
		element: element?.kind,
		alignment: kind === "vector" ? (alignment ?? 1) : undefined,
		initial: expectedInitial(field, facts),
	};
}

function expectedInitial(field: FactField, facts: Facts): unknown {
	const initial = field.default;
	if (field.kind === "enum") {
		const values = Object.entries(facts.enums[field.type]?.values ?? {});
		return values.find(([, number]) => number === initial)?.[0];
	}
	return field.type?.endsWith("int64") && typeof initial === "number"
		? BigInt(initial)
		: initial;
}

function foundField(field: Field) {
	const element = field.kind === "vector" ? field.element : undefined;
	return {
		name: field.name,
		slot: field.slot,
		kind: field.kind,
		type: element?.type ?? ("type" in field ? field.type : undefined),
		element: element?.kind,
		alignment: field.kind === "vector" ? field.alignment : undefined,
		initial: field.initial,
	};
}

function numbered(
	names: readonly string[],
	first: number,
): Record<string, number> {
	return Object.fromEntries(names.map((name, index) => [name, first + index]));
}

function withoutMarks<Fact extends object>(facts: Record<string, Fact>) {
	const entries = Object.entries(facts).map(([name, fact]) => {
		const { deprecated: _, ...rest } = fact as Fact & { deprecated?: unknown };
		return [name, rest];
	});
	return Object.fromEntries(entries);
}

function camelCase(name: string): string {
	return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) =>
		letter.toUpperCase(),
	);
}

test.run();
