import { type Static, Type } from 'typebox';
import { eventTypeNames } from '../events/event-type.js';
import { appIdSchema, timeSchema } from '../validation/common-schemas.js';
import type { WebhookRow } from './webhook-table.js';

const typesSchema = Type.Array(Type.Enum([...eventTypeNames]), {
  minItems: 1,
  uniqueItems: true,
  description: 'Types of events that it gets',
});
const urlSchema = Type.String({ minLength: 1, maxLength: 2_000, description: 'Where events are posted to' });
const nameSchema = Type.String({ maxLength: 200, description: 'What it is for' });
const referenceSchema = Type.String({ minLength: 1, maxLength: 200 });
const stateSchema = Type.Enum(['enabled', 'disabled'], {
  description: 'Nothing is sent to a disabled one, and no event is kept for it',
});
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const newWebhookSchema = Type.Object(
  {
    url: urlSchema,
    name: Type.Optional(nameSchema),
    appId: Type.Optional({ ...appIdSchema, description: 'Only events of this application' }),
    reference: Type.Optional({ ...referenceSchema, description: 'Only events of merchants with this reference' }),
    types: Type.Optional(typesSchema),
  },
  { additionalProperties: false },
);

export const webhookChangesSchema = Type.Object(
  {
    url: Type.Optional(urlSchema),
    name: Type.Optional(nameSchema),
    reference: Type.Optional(orNull(referenceSchema, 'Only events of merchants with it; `null`: of all')),
    types: Type.Optional(orNull(typesSchema, 'Types of events that it gets; `null`: all')),
    state: Type.Optional(stateSchema),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const webhookSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    url: Type.String(),
    appId: orNull(appIdSchema, 'Its application; `null`: all'),
    reference: orNull(Type.String(), 'The reference of its merchants; `null`: all'),
    types: orNull(Type.Array(Type.String()), 'Types of events that it gets; `null`: all'),
    state: stateSchema,
    previousSecretUntil: orNull(timeSchema, 'Until when the secret before signs as well'),
    failures: Type.Integer({ description: 'Attempts in a row that failed' }),
    failingSince: orNull(timeSchema, 'When the first of them failed'),
    pausedUntil: orNull(timeSchema, 'When a paused receiver is tried next'),
    createdAt: timeSchema,
    updatedAt: timeSchema,
    createdBy: orNull(Type.String(), 'The id of the API key'),
  },
  { title: 'Webhook' },
);

const secretSchema = Type.String({ description: 'Verifies signatures (`whsec_…`); shown only now' });

export const createdWebhookSchema = Type.Object({ ...webhookSchema.properties, secret: secretSchema });

export type NewWebhook = Static<typeof newWebhookSchema>;
export type WebhookChanges = Static<typeof webhookChangesSchema>;
export type Webhook = Static<typeof webhookSchema>;
export type CreatedWebhook = Static<typeof createdWebhookSchema>;

export function webhookOf(row: WebhookRow, now: number): Webhook {
  const { previous_until: until } = row;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    appId: row.app_id === '' ? null : row.app_id,
    reference: row.reference,
    types: row.types === null ? null : JSON.parse(row.types),
    state: row.state,
    previousSecretUntil: until !== null && until > now ? until : null,
    failures: row.failures,
    failingSince: row.failing_since,
    pausedUntil: row.paused_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    createdBy: row.created_by,
  };
}
