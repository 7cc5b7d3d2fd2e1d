import type { CataloguedBody, CataloguedOperation, CataloguedParameter } from '../../catalogue/catalogued-operation.js';
import { checkValue } from '../../catalogue/check-value.js';
import type { SchemaNode, SchemaSet } from '../../catalogue/schema-node.js';
import { problemMessage, type ValueProblem } from '../../catalogue/value-problem.js';
import { dataPartName, type FormPart } from '../../multipart/form-part.js';
import { Refusal } from '../../refusal.js';
import type { GatewayCall } from '../gateway-operation.js';

/** A call's parameters by name, as far as they are texts, numbers and booleans at the top. */
export type CallParameters = ReadonlyMap<string, unknown>;

/**
 * Checks a call against the catalogue.
 *
 * @param path the parameters in the path, percent-encoded and known to be decodable
 * @returns what was given
 * @throws Refusal that names the field
 */
export function checkCall(
  call: GatewayCall,
  { query, body }: CataloguedOperation,
  path: ReadonlyMap<string, string>,
  schemas: SchemaSet,
): CallParameters {
  const inPath = [...path].map(([name, text]) => [name, decodeURIComponent(text)] as const);
  const inQuery = checkQuery(call.query, query);
  const problem = checkBody(call, body, schemas);
  if (problem !== undefined) throw refusal(problem);
  return new Map<string, unknown>([...Object.entries(call.fields), ...inQuery, ...inPath]);
}

function refusal(problem: ValueProblem): Refusal {
  return new Refusal('invalid-parameter', problemMessage(problem));
}

/** The form of a query parameter that is not text. PHP writes booleans as 1 and 0. */
const forms: Readonly<Record<string, RegExp>> = { integer: /^-?\d{1,19}$/, boolean: /^(true|false|1|0)$/ };

/** A user's token, which every operation takes in its query; the catalogue lists it for some of them only. */
const userToken: SchemaNode = { type: 'string' };

function checkQuery(found: URLSearchParams, expected: readonly CataloguedParameter[]): [string, unknown][] {
  const known = new Map(expected.map((parameter) => [parameter.name, parameter]));
  const missing = expected.find(({ name, required }) => required && !found.get(name));
  if (missing !== undefined) throw refusal({ field: missing.name, kind: 'missing' });
  return [...found].map(([name, text]) => {
    const type = (known.get(name)?.schema ?? (name === 'auth_token' ? userToken : undefined))?.type;
    if (type === undefined) throw refusal({ field: name, kind: 'unknown' });
    if (found.getAll(name).length > 1) throw new Refusal('invalid-parameter', `参数有误：${name}重复`);
    if (forms[type]?.test(text) === false) throw refusal({ field: name, kind: 'type', expected: type });
    return [name, readText(text, type)];
  });
}

function readText(text: string, type: string): unknown {
  if (type === 'boolean') return text === 'true' || text === '1';
  return type === 'integer' ? Number(text) : text;
}

function checkBody(call: GatewayCall, body: CataloguedBody, schemas: SchemaSet): ValueProblem | undefined {
  if (body.kind === 'multipart') {
    if (call.form === undefined) throw wrongContentType('multipart/form-data');
    return checkForm(call.form, body) ?? checkData(call, body.data, schemas);
  }
  if (call.form !== undefined) throw wrongContentType('application/json');
  if (body.kind === 'none') return unknownField(Object.keys(call.fields));
  return checkValue(call.fields, body.schema, schemas);
}

function wrongContentType(expected: string): Refusal {
  return new Refusal('invalid-parameter', `参数有误：content-type应为${expected}`);
}

function unknownField([field]: readonly string[]): ValueProblem | undefined {
  return field === undefined ? undefined : { field, kind: 'unknown' };
}

type MultipartBody = CataloguedBody & { readonly kind: 'multipart' };

/** A part `data` that is empty does no harm, and Alipay's own client sends it whether or not the operation has it. */
function checkForm(form: readonly FormPart[], { files, required }: MultipartBody): ValueProblem | undefined {
  const expected = [dataPartName, ...files];
  const missing = required.find((name) => !form.some((part) => part.name === name));
  if (missing !== undefined) return { field: missing, kind: 'missing' };
  for (const { name, filename } of form) {
    if (!expected.includes(name)) return { field: name, kind: 'unknown' };
    if (name !== dataPartName && filename === undefined) return { field: name, kind: 'type', expected: 'file' };
  }
  return undefined;
}

/** What the part `data` holds was decrypted and parsed before. */
function checkData(call: GatewayCall, schema: SchemaNode | undefined, schemas: SchemaSet): ValueProblem | undefined {
  return schema === undefined ? unknownField(Object.keys(call.fields)) : checkValue(call.fields, schema, schemas);
}
