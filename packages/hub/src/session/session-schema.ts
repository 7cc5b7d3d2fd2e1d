import { Type } from 'typebox';
import { scopeSchema } from '../keys/scope.js';
import { appIdSchema, orNull, timeSchema } from '../validation/common-schemas.js';
import { roles } from './role.js';

export const signInSchema = Type.Object(
  {
    key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'An API key; without one, whom the proxy in front of the hub has signed in',
      }),
    ),
  },
  { additionalProperties: false, default: {} },
);

const applicationSchema = Type.Object({
  appId: appIdSchema,
  name: Type.String(),
  isEnabled: Type.Boolean(),
  isProduction: Type.Boolean({ description: 'Whether its calls reach real merchants; otherwise, a sandbox' }),
});

export const sessionSchema = Type.Object(
  {
    id: orNull(Type.String(), 'The session, as the audit chain names it; `null` with an API key in the header'),
    actor: Type.String({ description: 'Who acts, as logs and the audit chain name them: an API key, or a person' }),
    name: Type.String(),
    method: Type.Enum(['bearer', 'key', 'oidc', 'proxy'], { description: 'How they signed in' }),
    role: orNull(Type.Enum(roles), 'Of a person who signed in without an API key'),
    scopes: Type.Array(scopeSchema),
    appIds: orNull(Type.Array(appIdSchema), 'The applications that they may use; `null`: all'),
    applications: Type.Array(applicationSchema),
    csrfToken: orNull(
      Type.String(),
      'What every request with the cookie that changes something has as the header `x-csrf-token`',
    ),
    idleTimeout: Type.Integer({ description: 'Milliseconds after which a person who does nothing is signed out' }),
    expiresAt: orNull(timeSchema, 'When it ends in any case'),
    version: Type.String({ description: "The hub's" }),
  },
  { title: 'Session' },
);

export const methodsSchema = Type.Object({
  key: Type.Boolean({ description: 'By API key: `POST /v1/session` with `key`' }),
  oidc: orNull(
    Type.Object({ name: Type.String(), url: Type.String({ description: 'Where to send the browser' }) }),
    'At an OpenID provider',
  ),
  proxy: Type.Boolean({ description: 'Whether a proxy has signed the person in: `POST /v1/session` without `key`' }),
});
