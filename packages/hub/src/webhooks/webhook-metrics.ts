import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { HubContext } from '../context/hub-context.js';
import type { AttemptObserver } from './delivery-pool.js';

export interface WebhookMetrics {
  readonly onAttempt: AttemptObserver;
  readonly register: (registry: Registry) => void;
}

/** Attempts by what came of them, and what waits. */
export function webhookMetrics(context: HubContext): WebhookMetrics {
  const attempts = new Counter({
    name: 'lingpai_webhook_attempts_total',
    help: 'Attempts to deliver a webhook: delivered, retried (they failed) or dead (given up), and why they failed',
    labelNames: ['outcome', 'failure'],
    registers: [],
  });
  const duration = new Histogram({
    name: 'lingpai_webhook_duration_seconds',
    help: 'How long receivers took to respond',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [],
  });
  return {
    onAttempt({ result, outcome, duration: milliseconds }) {
      const name = outcome.state === 'pending' ? 'retried' : outcome.state;
      attempts.inc({ outcome: name, failure: result.failure ?? '' });
      duration.observe(milliseconds / 1_000);
    },
    register(registry) {
      registry.registerMetric(attempts);
      registry.registerMetric(duration);
      addGauges(registry, context);
    },
  };
}

function addGauges(registry: Registry, context: HubContext): void {
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name: `lingpai_webhook${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read().catch(() => Number.NaN));
      },
    });
  gauge('s_waiting', 'Webhooks that are not delivered yet', () => countDeliveries(context, 'pending'));
  gauge('s_dead', 'Webhooks that were given up, and can be replayed', () => countDeliveries(context, 'dead'));
  gauge('_lag_seconds', 'How long the oldest webhook waits that is not delivered yet', () => readLag(context));
  gauge('s_paused', 'Receivers that are paused because they fail again and again', () => countPaused(context));
}

async function countDeliveries({ store }: HubContext, state: 'pending' | 'dead'): Promise<number> {
  const { count } = await store.read((database) =>
    database
      .selectFrom('hub_webhook_delivery')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('state', '=', state)
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

async function readLag({ store, clock }: HubContext): Promise<number> {
  const { oldest } = await store.read((database) =>
    database
      .selectFrom('hub_webhook_delivery')
      .select(({ fn }) => fn.min('created_at').as('oldest'))
      .where('state', '=', 'pending')
      .executeTakeFirstOrThrow(),
  );
  return oldest === null ? 0 : Math.max(0, (clock() - Number(oldest)) / 1_000);
}

async function countPaused({ store }: HubContext): Promise<number> {
  const { count } = await store.read((database) =>
    database
      .selectFrom('hub_webhook')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('paused_until', 'is not', null)
      .where('state', '=', 'enabled')
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}
