export type { Fact, FactCondition, FactSet, FieldFacts, OperationFacts } from './facts/fact.js';
export { factDocumentation } from './facts/fact-documentation.js';
export { type GeneratedApis, type GenerateOptions, generateApis } from './generate-apis.js';
export { GeneratorError } from './generator-error.js';
export { type Runtime, type RuntimeType, runtimeTypes } from './module/runtime.js';
export { type WrittenApis, writeApis } from './write-apis.js';
