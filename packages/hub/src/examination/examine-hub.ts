import type { CertificateInfo } from '../applications/application-keys.js';
import type { ApplicationRow } from '../applications/application-table.js';
import { type LoadSettingsOptions, loadSettings } from '../config/load-settings.js';
import { SettingsError } from '../config/settings-error.js';
import type { HubSettings } from '../config/settings-schema.js';
import { createHub, type Hub } from '../create-hub.js';
import { examineNotifyUrl, examinePublicUrl } from './examine-addresses.js';
import { examineCertificates, examineTlsCertificate } from './examine-certificates.js';
import { examineClock } from './examine-clock.js';
import { examineDatabase } from './examine-database.js';
import { examineWork } from './examine-work.js';
import { type Finding, finding } from './finding.js';
import { examineSecretFiles } from './secret-files.js';

export interface ExamineHubOptions extends LoadSettingsOptions {
  /** Now, in milliseconds since 1970; `Date.now` by default. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Examines the configuration of a hub, what it names, and what the hub does, also while it runs: settings, secret files,
 * database, master keys, certificates, clock, addresses, backlogs. Findings come in that order, as they are made. It stops
 * early where what follows cannot be examined. A database of an earlier version is brought up to this one, as by `startHub`.
 */
export async function* examineHub(options: ExamineHubOptions = {}): AsyncGenerator<Finding, void, undefined> {
  const { clock = Date.now } = options;
  let settings: HubSettings;
  try {
    settings = loadSettings(options);
  } catch (error) {
    yield refusal('settings-wrong', error);
    return;
  }
  yield finding('settings-valid');
  yield* examineSecretFiles(options);
  const database = await examineDatabase(settings);
  yield* database;
  if (!database.some(({ code }) => code === 'database-missing' || code === 'database-unusable')) {
    yield* examineOpened(settings, clock);
  }
}

async function* examineOpened(settings: HubSettings, clock: () => number): AsyncGenerator<Finding, void, undefined> {
  let hub: Hub;
  try {
    hub = await createHub({ ...settings, logLevel: 'silent' }, { clock });
  } catch (error) {
    yield refusal('hub-cannot-open', error);
    return;
  }
  try {
    yield finding('master-key-matches');
    yield* examineTlsCertificate(settings, clock());
    const publicFindings = await examinePublicUrl(settings);
    yield* publicFindings;
    const isReached = publicFindings.some(({ code }) => code === 'hub-reached');
    yield* examineApplications(hub, { clock, isReached });
    yield* examineWork(await hub.context.vault.status(), clock());
  } finally {
    await hub.server.close();
    await hub.close();
  }
}

interface Circumstances {
  readonly clock: () => number;
  readonly isReached: boolean;
}

async function* examineApplications(
  { context: { store, vault, applications } }: Hub,
  { clock, isReached }: Circumstances,
): AsyncGenerator<Finding, void, undefined> {
  const rows = await store.read((database) =>
    database.selectFrom('hub_application').selectAll().orderBy('app_id').execute(),
  );
  if (rows.length === 0) yield finding('no-application');
  const served = new Map(vault.applications().map((one) => [one.appId, one]));
  for (const row of rows) {
    const { app_id: appId } = row;
    yield stateOf(row, served.has(appId));
    const stopped = served.get(appId)?.stopped;
    if (stopped !== undefined) yield finding('calls-stopped', { appId, reason: stopped });
    const certificates: CertificateInfo[] = JSON.parse(row.certificates);
    yield* examineCertificates(appId, certificates, clock());
    if (isReached && served.has(appId)) yield await examineNotifyUrl(appId, applications.notifyUrl(appId));
  }
  for (const endpoint of new Set(rows.map((row) => row.endpoint))) yield await examineClock(endpoint, clock);
}

function stateOf({ app_id: appId, state }: ApplicationRow, isServed: boolean): Finding {
  if (state === 'disabled') return finding('application-disabled', { appId });
  return finding(isServed ? 'application-served' : 'application-not-served', { appId });
}

/** A sentence about a setting is a finding; a bug is not. */
function refusal(code: 'settings-wrong' | 'hub-cannot-open', error: unknown): Finding {
  if (!(error instanceof SettingsError)) throw error;
  return finding(code, { message: error.message });
}
