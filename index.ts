export { defineSuite, type SuiteDeclaration } from "./plan/suite.ts";
