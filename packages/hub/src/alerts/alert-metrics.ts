import { Counter, Gauge, type Registry } from 'prom-client';
import type { HubContext } from '../context/hub-context.js';
import { alertKindNames, alertKinds } from './alert-kind.js';
import type { SendObserver } from './dispatch-messages.js';

export interface AlertMetrics {
  readonly onSent: SendObserver;
  readonly register: (registry: Registry) => void;
}

/** Open alerts by kind, and what became of messages. */
export function alertMetrics(context: HubContext): AlertMetrics {
  const messages = new Counter({
    name: 'lingpai_alert_messages_total',
    help: 'Messages to alert channels, by kind of channel and why they failed; empty: taken',
    labelNames: ['channel', 'failure'],
    registers: [],
  });
  return {
    onSent: ({ kind }, { failure }) => messages.inc({ channel: kind, failure: failure ?? '' }),
    register(registry) {
      registry.registerMetric(messages);
      openGauge(registry, context);
      waitingGauge(registry, context);
    },
  };
}

function openGauge(registry: Registry, { store }: HubContext): void {
  new Gauge({
    name: 'lingpai_alerts_open',
    help: 'Open alerts by kind and severity',
    labelNames: ['kind', 'severity'],
    registers: [registry],
    async collect() {
      const rows = await store
        .read((database) =>
          database
            .selectFrom('hub_alert')
            .select('kind')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .where('state', '=', 'open')
            .groupBy('kind')
            .execute(),
        )
        .catch(() => undefined);
      const counts = new Map(rows?.map(({ kind, count }) => [kind, Number(count)]));
      for (const kind of alertKindNames) {
        const count = rows === undefined ? Number.NaN : (counts.get(kind) ?? 0);
        this.set({ kind, severity: alertKinds[kind].severity }, count);
      }
    },
  });
}

function waitingGauge(registry: Registry, { store }: HubContext): void {
  new Gauge({
    name: 'lingpai_alert_messages_waiting',
    help: 'What channels are still to be told',
    registers: [registry],
    async collect() {
      const row = await store
        .read((database) =>
          database
            .selectFrom('hub_alert_message')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .where('state', '=', 'pending')
            .executeTakeFirst(),
        )
        .catch(() => undefined);
      this.set(row === undefined ? Number.NaN : Number(row.count));
    },
  });
}
