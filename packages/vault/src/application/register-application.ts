import type { Application } from '../context/application.js';
import type { VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import type { Database } from '../store/engine.js';
import { insertMissing } from '../store/insert-missing.js';
import type { ApplicationRow } from '../store/schema.js';

/** Gives an application its row. @throws VaultError `wrong-environment` when its merchants are of another Alipay */
export async function registerApplication(
  { store, clock }: Pick<VaultContext, 'store' | 'clock'>,
  database: Database,
  { appId, environment }: Application,
): Promise<void> {
  const row: ApplicationRow = {
    app_id: appId,
    environment,
    circuit: 'closed',
    circuit_reason: null,
    deactivations: 0,
    reference_sequence: 0,
    updated_at: clock(),
    event_sequence: 0,
    audit_sequence: 0,
    audit_hash: '',
  };
  await insertMissing(store, database, 'application', row);
  const stored = await database
    .selectFrom('application')
    .select('environment')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  if (stored.environment !== environment) throw wrongEnvironment(appId, stored.environment, environment);
}

export function wrongEnvironment(appId: string, ofMerchants: string, ofClient: string): VaultError {
  const message = `the merchants of this application are of "${ofMerchants}", the client speaks to "${ofClient}"`;
  return new VaultError('wrong-environment', message, { appId });
}
