import { checkCatalogue, type FieldEntries } from './check-catalogue.js';
import { checkObject } from './check-object.js';
import { checkRequirements } from './check-requirements.js';
import { checkScalar } from './check-scalar.js';
import type { RequestProblem } from './request-problem.js';

/** The parts of a request of v3, as they are sent. */
export interface CheckedRequest {
  /** The parameters in path and query, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What the JSON body holds, or the part `data`; `undefined` without one. */
  readonly body: unknown;
  /** The names of the parts that are files. */
  readonly files?: readonly string[];
  /** Where the members of the body are; they are at the top by default. */
  readonly bodyPath?: string;
}

/** The form of a parameter that is not text. PHP writes booleans as 1 and 0. */
const forms: Readonly<Record<string, RegExp>> = { integer: /^-?\d{1,19}$/, boolean: /^(true|false|1|0)$/ };

/**
 * Everything that is certainly wrong with a request: its types, what Alipay's document and descriptions require, formats,
 * digits after the point, and ranges. Lengths and open sets of values are not checked.
 *
 * @param operation Alipay's name of an operation of v3; nothing is known about those that are not catalogued
 */
export function checkRequest(operation: string, request: CheckedRequest): readonly RequestProblem[] {
  const { operations, schemas, formats } = checkCatalogue();
  const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (known === undefined) return [];
  const { body, bodyPath = '' } = request;
  const fields = known.body === undefined ? {} : (schemas[known.body] ?? {});
  return [
    ...checkParameters(request, known.parameters ?? {}, formats),
    ...checkObject(body ?? {}, fields, { formats, schemas }, bodyPath),
  ];
}

/**
 * Everything that is certainly wrong with the `biz_content` of a call, page or order of the v2 gateway. No document has
 * its types, so that a number may stand for a text.
 *
 * @param method Alipay's name of it; nothing is known about most
 */
export function checkBizContent(method: string, bizContent: unknown): readonly RequestProblem[] {
  const { methods, models, formats } = checkCatalogue();
  const fields = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return fields === undefined
    ? []
    : checkObject(bizContent ?? {}, fields, { formats, schemas: models, looseTypes: true });
}

function checkParameters(
  { parameters, files = [] }: CheckedRequest,
  fields: FieldEntries,
  formats: Readonly<Record<string, string>>,
): RequestProblem[] {
  const sent = new Map<string, unknown>([...parameters, ...files.map((name) => [name, true] as const)]);
  const problems = checkRequirements(sent, fields, (name) => name);
  for (const [name, text] of parameters) {
    const entry = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (entry === undefined) continue;
    const [type, rules] = typeof entry === 'string' ? [entry, {}] : entry;
    if (forms[type]?.test(text) === false) problems.push({ field: name, kind: 'type', expected: type });
    else problems.push(...checkScalar(text, rules, name, formats));
  }
  return problems;
}
