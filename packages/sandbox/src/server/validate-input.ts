import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { SandboxError } from '../sandbox-error.js';

/** The validator's description of one wrong field. */
interface SchemaProblem {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: object;
  readonly message: string;
}

/**
 * Keeps Fastify from loading its own schema compilers, which would take most of a sandbox's start time. `validateInput`
 * replaces them.
 */
export const schemaController: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: neverAsked, buildSerializer: neverAsked },
};

function neverAsked(): never {
  throw new Error('validateInput has not been called');
}

/**
 * Checks input against the schema of its route. The validator is loaded by the first request that needs it, because tests
 * seldom use the control API.
 */
export function validateInput(server: FastifyInstance): void {
  server.setValidatorCompiler(() => (value) => ({ value }));
  server.setSerializerCompiler(() => JSON.stringify);
  server.addHook('preValidation', async ({ routeOptions: { schema = {} }, body, query, params }) => {
    await validate(schema.body, body, 'body');
    await validate(schema.querystring, query, 'query');
    await validate(schema.params, params, 'path');
  });
}

async function validate(schema: unknown, value: unknown, part: string): Promise<void> {
  if (schema === undefined) return;
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${part}: the schema is not an object`);
  const { Errors } = await import('typebox/schema');
  const [valid, problems] = Errors(schema, value);
  if (!valid) throw new SandboxError('invalid', describeProblems(problems, part));
}

/** Names the field and what was expected. */
function describeProblems(problems: readonly SchemaProblem[], part: string): string {
  const [first] = problems.filter(({ keyword }) => keyword !== 'boolean');
  if (first === undefined) return `${part}: not accepted`;
  const field = fieldName(first.instancePath);
  const params = new Map<string, unknown>(Object.entries(first.params));
  const [missing] = [params.get('requiredProperties')].flat();
  if (first.keyword === 'required') return `${member(field, missing)}: missing`;
  const [unknown] = [params.get('additionalProperties')].flat();
  if (first.keyword === 'additionalProperties') return `${member(field, unknown)}: no such field`;
  const allowed = params.get('allowedValues');
  if (Array.isArray(allowed)) return `${field}: expected one of ${allowed.join(', ')}`;
  return `${field === '' ? part : field}: ${first.message}`;
}

/** `/merchantApplications/0/userId` as one would write it: `merchantApplications[0].userId`. */
function fieldName(instancePath: string): string {
  const parts = instancePath.split('/').slice(1);
  return parts.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function member(parent: string, name: unknown): string {
  return parent === '' ? String(name) : `${parent}.${String(name)}`;
}
