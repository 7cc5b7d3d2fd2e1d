import { Type } from 'typebox';
import { HubError } from '../problems/hub-error.js';
import type { HubServer } from '../server/hub-server.js';
import { hasUnsafeInteger } from './unsafe-integer.js';
import { utf8Text } from './utf8-text.js';

const address = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 2_048, description }));

/** What every execution of the v2 gateway takes. */
export const executionProperties = {
  method: Type.String({ minLength: 1, maxLength: 128, description: "Alipay's name of the operation" }),
  bizContent: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Sent as JSON' })),
  notifyUrl: address('Where Alipay posts the outcome'),
  authToken: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: "A user's `auth_token`" })),
  parameters: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description:
        'Further parameters of the few methods that have some besides `biz_content`, by their names on the wire',
    }),
  ),
};

/** Names of a form's fields that have members of their own. */
const members: Readonly<Record<string, 'method' | 'notifyUrl' | 'authToken'>> = {
  method: 'method',
  notify_url: 'notifyUrl',
  auth_token: 'authToken',
};

/** Takes bodies as JSON, and as the form that the v2 gateway itself takes; both are the same object to a route. */
export function parseExecutions(scope: HubServer, bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit } as const;
  scope.addContentTypeParser('application/json', options, async (_request: unknown, body: Buffer) =>
    parseJson(utf8Text(body), 'the body'),
  );
  scope.addContentTypeParser('application/x-www-form-urlencoded', options, async (_request: unknown, body: Buffer) =>
    executionOfForm(utf8Text(body)),
  );
}

function executionOfForm(form: string): object {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form)) {
    if (parameters.has(name)) throw new HubError('invalid-request', 'a parameter comes twice');
    parameters.set(name, value);
  }
  const bizContent = parameters.get('biz_content');
  parameters.delete('biz_content');
  const execution: Record<string, unknown> = {};
  if (bizContent !== undefined) execution.bizContent = parseJson(bizContent, 'biz_content');
  for (const [name, member] of Object.entries(members)) {
    if (parameters.has(name)) execution[member] = parameters.get(name);
    parameters.delete(name);
  }
  return parameters.size === 0 ? execution : { ...execution, parameters: Object.fromEntries(parameters) };
}

function parseJson(json: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new HubError('invalid-request', `${what} is not JSON`);
  }
  if (!hasUnsafeInteger(json)) return value;
  throw new HubError(
    'invalid-request',
    `${what} has an integer beyond 2^53, which would lose digits: write it as text`,
  );
}
