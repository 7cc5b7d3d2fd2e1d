import type { VaultStatus } from '@lingpai/vault';
import { Gauge, type Registry } from 'prom-client';
import type { HubContext } from '../context/hub-context.js';

type Gauges = ReturnType<typeof createGauges>;

/**
 * Authorizations by state and deadline, and what waits.
 *
 * @returns a function that reads them anew, to be called before the metrics are collected
 */
export function addVaultMetrics(registry: Registry, { status, clock }: HubContext): () => Promise<void> {
  const gauges = createGauges(registry);
  return async () => {
    for (const gauge of Object.values(gauges)) gauge.reset();
    try {
      fill(gauges, await status.read(), clock());
      gauges.readable.set(1);
    } catch {
      gauges.readable.set(0);
    }
  };
}

function createGauges(registry: Registry) {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `lingpai_${name}`, help, labelNames, registers: [registry] });
  return {
    readable: gauge('database_up', 'Whether the database could be read: 1 or 0'),
    authorizations: gauge('authorizations', 'Authorizations by state and reason', 'app_id', 'state', 'reason'),
    deadlines: gauge(
      'refresh_deadlines',
      'Authorizations in use whose refresh token expires within so many days; 0: has expired',
      'app_id',
      'days',
    ),
    due: gauge('rotations_due', 'Authorizations that should have been rotated by now', 'app_id'),
    inbox: gauge('inbox_waiting', 'Codes and notifications that have had no effect yet'),
    inboxAge: gauge('inbox_oldest_seconds', 'How long the oldest of them waits'),
    events: gauge('events_waiting', 'Events that are not delivered yet'),
    eventsAge: gauge('events_oldest_seconds', 'How long the oldest of them waits'),
    spooled: gauge('spooled', "Responses of Alipay in this node's spool"),
    skew: gauge('clock_skew_seconds', "How far Alipay's clock is ahead of this node's", 'app_id'),
    stopped: gauge('calls_stopped', 'Whether calls about tokens are stopped: 1 or 0', 'app_id'),
  };
}

const isUsed = (state: string) => state === 'active' || state === 'attention';

function fill(gauges: Gauges, { states, inbox, events, applications, spooled }: VaultStatus, now: number): void {
  for (const { appId: app_id, state, reason, count, due, deadlines } of states) {
    gauges.authorizations.inc({ app_id, state, reason: reason ?? '' }, count);
    gauges.due.inc({ app_id }, due);
    if (!isUsed(state)) continue;
    for (const [days, within] of Object.entries(deadlines)) gauges.deadlines.inc({ app_id, days }, within);
  }
  const age = (oldest: number | null) => (oldest === null ? 0 : Math.max(0, (now - oldest) / 1_000));
  gauges.inbox.set(inbox.waiting);
  gauges.inboxAge.set(age(inbox.oldest));
  gauges.events.set(events.waiting);
  gauges.eventsAge.set(age(events.oldest));
  gauges.spooled.set(spooled);
  for (const { appId: app_id, clockOffset, stopped } of applications) {
    if (clockOffset !== null) gauges.skew.set({ app_id }, clockOffset / 1_000);
    gauges.stopped.set({ app_id }, stopped === undefined ? 0 : 1);
  }
}
