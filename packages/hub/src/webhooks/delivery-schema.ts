import { type Static, Type } from 'typebox';
import { eventSchema } from '../events/hub-event.js';
import { appIdSchema, describedTime, timeSchema } from '../validation/common-schemas.js';
import { cursorSchema } from '../validation/cursor.js';
import { readAttempts } from './attempt-log.js';
import type { DeliveryRow } from './delivery-table.js';

export const deliveryStateSchema = Type.Enum(['pending', 'delivered', 'dead'], {
  description: '`pending`: it is tried, or waits for the one before; `dead`: given up after three days',
});

export const deliverySchema = Type.Object(
  {
    id: Type.String(),
    eventId: Type.String(),
    type: Type.String(),
    appId: Type.Union([Type.String(), Type.Null()]),
    authAppId: Type.Union([Type.String(), Type.Null()]),
    state: deliveryStateSchema,
    attempts: Type.Integer(),
    dueAt: Type.Union([timeSchema, Type.Null()], { description: 'When it is tried next; `null` when it has ended' }),
    createdAt: describedTime('When it was queued; of a replay, when that was asked for'),
    endedAt: Type.Union([timeSchema, Type.Null()]),
    log: Type.Array(
      Type.Object({
        at: timeSchema,
        duration: Type.Integer({ description: 'Milliseconds' }),
        status: Type.Union([Type.Integer(), Type.Null()], { description: "That of the receiver's response" }),
        failure: Type.Union([Type.String(), Type.Null()], { description: '`null`: it was taken' }),
      }),
      { description: 'The last attempts, oldest first' },
    ),
    body: Type.Union([eventSchema, Type.Null()], { description: 'What is sent; `null` when it was erased' }),
  },
  { title: 'Delivery' },
);

export const deliveriesQuery = Type.Object(
  {
    state: Type.Optional(deliveryStateSchema),
    type: Type.Optional(Type.String({ maxLength: 64 })),
    appId: Type.Optional(appIdSchema),
    authAppId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })),
    eventId: Type.Optional(Type.String({ maxLength: 64 })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: cursorSchema,
  },
  { additionalProperties: false },
);

export type Delivery = Static<typeof deliverySchema>;
export type DeliveriesQuery = Static<typeof deliveriesQuery>;

export function deliveryOf({ payload, ...row }: DeliveryRow & { readonly payload: string | null }): Delivery {
  return {
    id: row.id,
    eventId: row.event_id,
    type: row.event_type,
    appId: row.app_id === '' ? null : row.app_id,
    authAppId: row.auth_app_id === '' ? null : row.auth_app_id,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.state === 'pending' ? row.due_at : null,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    log: readAttempts(row.attempt_log),
    body: payload === null ? null : JSON.parse(payload),
  };
}
