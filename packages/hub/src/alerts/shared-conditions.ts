import type { CertificateInfo } from '../applications/application-keys.js';
import type { HubContext } from '../context/hub-context.js';
import { examineCertificates, examineTlsCertificate } from '../examination/examine-certificates.js';
import { longestWait } from '../health/vault-findings.js';
import type { Condition } from './alert-kind.js';

/** Failures of a channel in a row from which on the other channels say so. */
const failuresOfChannel = 3;

/** What every node can see in the database. */
export async function sharedConditions(context: HubContext): Promise<Condition[]> {
  const found = await Promise.all([
    certificates(context),
    auditChains(context),
    quarantined(context),
    lateWork(context),
    pausedWebhooks(context),
    deadWebhooks(context),
    failingChannels(context),
  ]);
  return found.flat();
}

async function certificates({ store, settings, clock }: HubContext): Promise<Condition[]> {
  const now = clock();
  const rows = await store.read((database) =>
    database.selectFrom('hub_application').select(['app_id', 'certificates']).where('state', '=', 'enabled').execute(),
  );
  const findings = rows.flatMap(({ app_id, certificates: stored }) => {
    const known: CertificateInfo[] = JSON.parse(stored);
    return examineCertificates(app_id, known, now).map((found) => ({ ...found, appId: app_id }));
  });
  const all = [...findings, ...examineTlsCertificate(settings, now).map((found) => ({ ...found, appId: null }))];
  return all.flatMap(({ code, details: { certificate = 'TLS', days = 0 }, appId }): Condition[] => {
    const name = appId === null ? String(certificate) : `${appId} ${certificate}`;
    const shared = { subject: name, appId, details: { certificate: name, days } };
    if (code.endsWith('-expires')) return [{ kind: 'certificate-expires', ...shared }];
    return code.endsWith('-expired') ? [{ kind: 'certificate-expired', ...shared }] : [];
  });
}

/** What the last verification of the audit chains found. */
async function auditChains({ store }: HubContext): Promise<Condition[]> {
  const row = await store.read((database) =>
    database
      .selectFrom('hub_job')
      .select('summary')
      .where('kind', '=', 'verify-audit')
      .where('state', '=', 'done')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  const { broken } = Object(JSON.parse(row?.summary ?? '{}'));
  if (!Array.isArray(broken) || broken.length === 0) return [];
  return [{ kind: 'audit-broken', subject: 'audit', details: { count: broken.length } }];
}

async function quarantined({ vault }: HubContext): Promise<Condition[]> {
  const appIds = vault.applications().map(({ appId }) => appId);
  const counts = new Map<string, number>();
  for (const { appId } of await vault.quarantine({ appIds, limit: 1_000 }))
    counts.set(appId, (counts.get(appId) ?? 0) + 1);
  return [...counts].map(([appId, count]) => ({
    kind: 'quarantine',
    subject: appId,
    appId,
    details: { appId, count },
  }));
}

async function lateWork(context: HubContext): Promise<Condition[]> {
  const { inbox, events } = await context.status.read();
  const now = context.clock();
  return Object.entries({ inbox, events }).flatMap(([queue, { waiting, oldest }]): Condition[] => {
    const waited = oldest === null ? 0 : now - oldest;
    if (waited <= longestWait) return [];
    return [{ kind: 'work-late', subject: queue, details: { queue, waiting, minutes: Math.round(waited / 60_000) } }];
  });
}

async function pausedWebhooks({ store }: HubContext): Promise<Condition[]> {
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_webhook')
      .select(['id', 'name', 'app_id'])
      .where('paused_until', 'is not', null)
      .where('state', '=', 'enabled')
      .execute(),
  );
  return rows.map((row) => ({ kind: 'webhook-paused', ...receiver(row), details: { name: row.name || row.id } }));
}

async function deadWebhooks({ store }: HubContext): Promise<Condition[]> {
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_webhook_delivery as delivery')
      .innerJoin('hub_webhook as webhook', 'webhook.id', 'delivery.webhook_id')
      .select(['webhook.id', 'webhook.name', 'webhook.app_id'])
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('delivery.state', '=', 'dead')
      .groupBy(['webhook.id', 'webhook.name', 'webhook.app_id'])
      .execute(),
  );
  return rows.map((row) => ({
    kind: 'webhook-dead',
    ...receiver(row),
    details: { name: row.name || row.id, count: Number(row.count) },
  }));
}

const receiver = ({ id, app_id }: { readonly id: string; readonly app_id: string }) => ({
  subject: id,
  appId: app_id === '' ? null : app_id,
});

async function failingChannels({ store }: HubContext): Promise<Condition[]> {
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_alert_channel')
      .select(['id', 'name', 'last_failure'])
      .where('failures', '>=', failuresOfChannel)
      .where('state', '=', 'enabled')
      .execute(),
  );
  return rows.map(({ id, name, last_failure }) => ({
    kind: 'channel-failing',
    subject: id,
    details: { name: name || id, failure: last_failure },
  }));
}
