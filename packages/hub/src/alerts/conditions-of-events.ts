import type { AlertKind, Condition } from './alert-kind.js';
import { kindTexts } from './alert-text.js';

/** What an event says about alerts, in the order in which events happened. */
export type EventEffect =
  | { readonly opens: Condition; readonly eventId: string; readonly at: number }
  | { readonly resolves: AlertKind; readonly subject: string };

interface AlertingEvent {
  readonly id: string;
  readonly type: string;
  readonly appId: string;
  readonly authAppId: string | null;
  readonly reference: string | null;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

type Rule = { readonly opens?: AlertKind; readonly resolves?: readonly AlertKind[] };

const over: Rule = { resolves: ['authorization-attention', 'refresh-deadline'] };

/** Which events open alerts, and which end them. */
const rules: Readonly<Record<string, Rule>> = {
  'application.attention': { opens: 'application-stopped' },
  'application.recovered': { resolves: ['application-stopped'] },
  'authorization.attention': { opens: 'authorization-attention' },
  'authorization.deadline': { opens: 'refresh-deadline' },
  'authorization.recovered': { resolves: ['authorization-attention'] },
  'authorization.rotated': { resolves: ['refresh-deadline'] },
  'authorization.authorized': over,
  'authorization.reauthorized': over,
  'authorization.deactivated': over,
  'authorization.cancelled': { ...over, opens: 'authorization-cancelled' },
};

export const alertingTypes: readonly string[] = Object.keys(rules);

export function effectsOf(event: AlertingEvent): EventEffect[] {
  const { opens, resolves = [] } = rules[event.type] ?? {};
  const { id: eventId, at, appId, authAppId } = event;
  const subject = authAppId === null ? appId : `${appId}/${authAppId}`;
  const ended: EventEffect[] = resolves.map((kind) => ({ resolves: kind, subject }));
  return opens === undefined ? ended : [...ended, { opens: conditionOf(opens, subject, event), eventId, at }];
}

function conditionOf(
  kind: AlertKind,
  subject: string,
  { appId, authAppId, reference, data }: AlertingEvent,
): Condition {
  const merchant = [reference, authAppId].filter((one) => one !== null).join(' / ');
  const known: Readonly<Record<string, unknown>> = { ...data, appId, merchant };
  // Only what the text names: nothing else of an event leaves the hub.
  const names = [...kindTexts.en[kind].what.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const details = names.map((name) => [name, shown(known[name])] as const);
  return { kind, subject, appId, authAppId, reference, details: Object.fromEntries(details) };
}

const shown = (value: unknown) => (typeof value === 'number' ? value : typeof value === 'string' ? value : null);
