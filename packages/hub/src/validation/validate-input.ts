import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from '../server/hub-server.js';
import { describeProblem } from './describe-problem.js';

/** What the parts of a request are called in errors. */
const partNames: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};

/** Checks every part of a request against its route's schema. Texts of paths, queries and headers become numbers. */
const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const validator = Compile(schema);
  const part = partNames[httpPart] ?? httpPart;
  const hasDefaults = JSON.stringify(schema).includes('"default":');
  return (input) => {
    // What is right as it came needs no conversion.
    if (!hasDefaults && validator.Check(input)) return { value: input };
    // The framework passes `null` for a body that is missing.
    const value = validator.Default(httpPart === 'body' ? (input ?? undefined) : validator.Convert(input));
    if (validator.Check(value)) return { value };
    return { error: new HubError('invalid-request', describeProblem(validator.Errors(value), part).text) };
  };
};

export function validateInput(server: HubServer): void {
  server.setValidatorCompiler(compileValidator);
}
