import type { TableNotation } from "./notation.ts";

/** The options of operators with a subgraph, a variable, a table or a random state. */
export const FLOW_OPTIONS = {
	CallOptions: {
		subgraph: "uint32",
	},
	CallOnceOptions: {
		initSubgraphIndex: "int32",
	},
	IfOptions: {
		thenSubgraphIndex: "int32",
		elseSubgraphIndex: "int32",
	},
	WhileOptions: {
		condSubgraphIndex: "int32",
		bodySubgraphIndex: "int32",
	},
	VarHandleOptions: {
		container: "string",
		sharedName: "string",
	},
	ReadVariableOptions: {},
	AssignVariableOptions: {},
	HashtableOptions: {
		tableId: "int32",
		keyDtype: "TensorType",
		valueDtype: "TensorType",
	},
	HashtableFindOptions: {},
	HashtableImportOptions: {},
	HashtableSizeOptions: {},
	RandomOptions: {
		seed: "int64",
		seed2: "int64",
	},
} as const satisfies Record<string, TableNotation>;
