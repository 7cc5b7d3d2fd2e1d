import { Type } from 'typebox';
import type { HubStore } from '../store/hub-store.js';
import type { EventRow } from './event-table.js';
import type { EventType } from './event-type.js';

/** What recording an event needs. */
export interface EventContext {
  readonly store: HubStore;
  readonly clock: () => number;
  readonly random: (length: number) => Buffer;
}

/** An event to record. */
export interface NewEvent {
  /** The same whenever it is recorded again, which then has no effect. Up to 64 letters, digits, `_` and `-`. */
  readonly id: string;
  readonly type: EventType;
  readonly appId: string | null;
  /** The merchant application; its events reach each receiver in order. */
  readonly authAppId: string | null;
  readonly reference: string | null;
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  /** Details without a secret. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The only receiver that gets it, or the one that does not. */
  readonly receiver?: { readonly only: string } | { readonly except: string };
}

const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** What receivers and readers get; `type`, `timestamp` and `data` as Standard Webhooks recommends. */
export const eventSchema = Type.Object(
  {
    id: Type.String({ description: 'The same in every delivery: act on it once' }),
    type: Type.String(),
    timestamp: Type.String({ description: 'When it happened, ISO 8601' }),
    appId: orNull('The application'),
    authAppId: orNull('The merchant application'),
    reference: orNull('What you know the merchant by'),
    data: Type.Object({}, { additionalProperties: true }),
  },
  { title: 'Event', additionalProperties: false },
);

/** The event as a row. @param position in the order of all events */
export function eventRow(event: NewEvent, position: number): EventRow {
  const { id, type, appId, authAppId, reference, at, data } = event;
  const payload = { id, type, timestamp: new Date(at).toISOString(), appId, authAppId, reference, data };
  return {
    id,
    position,
    type,
    app_id: appId ?? '',
    auth_app_id: authAppId ?? '',
    reference,
    at,
    payload: JSON.stringify(payload),
  };
}
