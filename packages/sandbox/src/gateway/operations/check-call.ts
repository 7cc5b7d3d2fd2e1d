import { checkRequest } from '@lingpai/alipay/checks';
import { catalogue } from '../../catalogue/catalogue.js';
import type { CataloguedBody, CataloguedOperation, CataloguedParameter } from '../../catalogue/catalogued-operation.js';
import type { GatewayProblem } from '../../catalogue/request-problem-text.js';
import { dataPartName, type FormPart } from '../../multipart/form-part.js';
import { Refusal } from '../../refusal.js';
import type { SandboxSettings } from '../../settings/sandbox-settings.js';
import type { GatewayCall } from '../gateway-operation.js';
import { isRefused, parameterCode, refuseProblems } from './refuse-problems.js';

/** A call's parameters by name, as far as they are texts, numbers and booleans at the top. */
export type CallParameters = ReadonlyMap<string, unknown>;

/** What a call is checked against. */
export interface CallRules {
  readonly operation: CataloguedOperation;
  /** The parameters in the path, percent-encoded and known to be decodable. */
  readonly path: ReadonlyMap<string, string>;
  readonly settings: SandboxSettings;
}

/**
 * Checks a call against the catalogue and, unless the setting `strict` is off, against what is certain about its fields.
 *
 * @returns what was given
 * @throws Refusal that names every field that is wrong
 */
export function checkCall(call: GatewayCall, { operation, path, settings }: CallRules): CallParameters {
  const { id, inPath, query, body } = operation;
  if (body.kind === 'unknown') return new Map<string, unknown>([...Object.entries(call.fields), ...call.query]);
  checkContentType(call, body);
  const form = body.kind === 'multipart' ? (call.form ?? []) : [];
  const pathTexts = new Map([...path].map(([name, encoded]) => [name, decodeURIComponent(encoded)]));
  const missing = missingParts(call.query, form, operation);
  const found: readonly GatewayProblem[] = [
    ...queryProblems(call.query, query),
    ...formProblems(form, body),
    ...checkRequest(id, {
      parameters: new Map([...call.query, ...pathTexts]),
      body: call.fields,
      files: form.map(({ name }) => name).filter((name) => name !== dataPartName),
    }),
  ];
  const others = found.filter(({ field, kind }) => kind !== 'missing' || !missing.includes(field));
  const refused = others.filter((problem) => isRefused(problem, settings));
  const absent = missing.map((field): GatewayProblem => ({ field, kind: 'missing' }));
  refuseProblems([...absent, ...refused], absent.length > 0 ? 'invalid-parameter' : parameterCode(codesOf(operation)));
  const types = new Map([...inPath, ...query].map(({ name, schema }) => [name, schema.type ?? 'string']));
  const texts = [...call.query, ...pathTexts].map(([name, text]) => [name, readText(text, types.get(name))] as const);
  return new Map<string, unknown>([...Object.entries(call.fields), ...texts]);
}

function codesOf({ errors }: CataloguedOperation): readonly string[] {
  const { schemas } = catalogue();
  return errors.flatMap((error) => schemas.resolve(error).properties?.code?.enum ?? []);
}

function readText(text: string, type: string | undefined): unknown {
  if (type === 'boolean') return text === 'true' || text === '1';
  return type === 'integer' ? Number(text) : text;
}

function checkContentType({ form }: GatewayCall, { kind }: CataloguedBody): void {
  if (kind === 'multipart' && form === undefined) throw wrongContentType('multipart/form-data');
  if (kind !== 'multipart' && form !== undefined) throw wrongContentType('application/json');
}

function wrongContentType(expected: string): Refusal {
  return new Refusal('invalid-parameter', `参数有误：content-type应为${expected}`);
}

/** What Alipay's document itself requires, outside the JSON. */
function missingParts(
  found: URLSearchParams,
  form: readonly FormPart[],
  { query, body }: CataloguedOperation,
): readonly string[] {
  const inQuery = query.filter(({ name, required }) => required && !found.get(name)).map(({ name }) => name);
  const parts = body.kind === 'multipart' ? body.required : [];
  return [...inQuery, ...parts.filter((name) => !form.some((part) => part.name === name))];
}

/** A user's token is a parameter of every operation; the catalogue lists it for some of them only. */
function queryProblems(found: URLSearchParams, expected: readonly CataloguedParameter[]): GatewayProblem[] {
  const known = new Set(['auth_token', ...expected.map(({ name }) => name)]);
  return [...new Set(found.keys())].flatMap((name): GatewayProblem[] => {
    if (!known.has(name)) return [{ field: name, kind: 'unknown' }];
    return found.getAll(name).length > 1 ? [{ field: name, kind: 'repeated' }] : [];
  });
}

/** A part `data` that is empty does no harm, and Alipay's own client sends it whether or not the operation has it. */
function formProblems(form: readonly FormPart[], body: CataloguedBody): GatewayProblem[] {
  const files = body.kind === 'multipart' ? body.files : [];
  return form.flatMap(({ name, filename }): GatewayProblem[] => {
    if (name === dataPartName) return [];
    if (!files.includes(name)) return [{ field: name, kind: 'unknown' }];
    return filename === undefined ? [{ field: name, kind: 'type', expected: 'file' }] : [];
  });
}
