import { type Static, Type } from 'typebox';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import { applicationKeysSchema, type CertificateInfo } from './application-keys.js';
import type { ApplicationRow } from './application-table.js';

const rotationSchema = Type.Union(
  [
    Type.Literal('before-deadline'),
    Type.Literal('never'),
    Type.Object({ everyDays: Type.Number({ exclusiveMinimum: 0, maximum: 3_650 }) }, { additionalProperties: false }),
  ],
  { description: 'When token pairs are rotated', default: 'before-deadline' },
);

const ruleSchema = Type.Enum(['V1', 'V2'], {
  description: 'Accepts notifications that are signed under this rule only; under either by default',
});

const returnUrlsSchema = Type.Array(Type.String({ minLength: 1 }), {
  maxItems: 50,
  uniqueItems: true,
  description: 'Addresses that a `returnTo` of a link may be, or be below: `https://shop.example.com/alipay`',
});

/** What an application is configured with, besides its keys. */
const optionsSchema = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'What people call it; the `appId` by default' }),
  endpoint: Type.String({
    pattern: '^https?://[^\\s/?#]+$',
    maxLength: 200,
    description: 'Scheme and host of the gateway',
    default: 'https://openapi.alipay.com',
  }),
  notifyRule: Type.Union([ruleSchema, Type.Null()], { default: null }),
  rotation: rotationSchema,
  returnUrls: Type.Array(returnUrlsSchema.items, { ...returnUrlsSchema, default: [] }),
};

export const newApplicationSchema = Type.Object(
  { appId: appIdSchema, ...optionsSchema, name: Type.Optional(optionsSchema.name), keys: applicationKeysSchema },
  { additionalProperties: false },
);

/** Every member is left as it is when it is missing. */
export const changedApplicationSchema = Type.Object(
  {
    name: Type.Optional(optionsSchema.name),
    notifyRule: Type.Optional(Type.Union([ruleSchema, Type.Null()])),
    rotation: Type.Optional(Type.Union(rotationSchema.anyOf, { description: 'When token pairs are rotated' })),
    state: Type.Optional(
      Type.Enum(['enabled', 'disabled'], {
        description: 'A disabled one is not served: nothing is deleted, and it can be enabled again',
      }),
    ),
    returnUrls: Type.Optional(returnUrlsSchema),
    keys: Type.Optional(applicationKeysSchema),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const applicationSchema = Type.Object(
  {
    appId: appIdSchema,
    name: Type.String(),
    state: Type.Enum(['enabled', 'disabled']),
    mode: Type.Enum(['key', 'certificate']),
    endpoint: Type.String(),
    notifyRule: Type.Union([ruleSchema, Type.Null()]),
    rotation: Type.Union(rotationSchema.anyOf),
    returnUrls: returnUrlsSchema,
    certificates: Type.Array(
      Type.Object({
        certificate: Type.Enum(['app', 'alipay', 'root']),
        subject: Type.String(),
        expiresAt: timeSchema,
      }),
      { description: 'Empty in key mode' },
    ),
    stopped: Type.Union([Type.String(), Type.Null()], { description: 'Why its calls about tokens are stopped' }),
    callbackUrl: Type.String({ description: "Enter it at Alipay as the application's authorization callback" }),
    notifyUrl: Type.String({ description: "Enter it at Alipay as the application's gateway" }),
    version: Type.Integer({ description: 'Counts changes' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  },
  { title: 'Application' },
);

export type Application = Static<typeof applicationSchema>;
export type NewApplication = Static<typeof newApplicationSchema>;
export type ChangedApplication = Static<typeof changedApplicationSchema>;

interface ApplicationDetails {
  readonly stopped: string | undefined;
  readonly callbackUrl: string;
  readonly notifyUrl: string;
}

export function applicationOf(
  row: ApplicationRow,
  { stopped, callbackUrl, notifyUrl }: ApplicationDetails,
): Application {
  const certificates: CertificateInfo[] = JSON.parse(row.certificates);
  return {
    appId: row.app_id,
    name: row.name,
    state: row.state,
    mode: certificates.length === 0 ? 'key' : 'certificate',
    endpoint: row.endpoint,
    notifyRule: row.notify_rule,
    rotation: JSON.parse(row.rotation),
    returnUrls: JSON.parse(row.return_urls),
    certificates,
    stopped: stopped ?? null,
    callbackUrl,
    notifyUrl,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
