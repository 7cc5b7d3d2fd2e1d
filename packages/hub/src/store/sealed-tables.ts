import type { SealedTable } from '@lingpai/vault';

/** The hub's tables whose secrets the vault's master keys seal; `reseal` keeps them up to date. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'hub_alert_channel', key: 'id', sealed: ['sealed_target'], keyId: 'key_id' },
  { table: 'hub_application', key: 'app_id', sealed: ['sealed_keys'], keyId: 'key_id' },
  { table: 'hub_idempotency', key: 'id', sealed: ['sealed_response'], keyId: 'key_id' },
  { table: 'hub_return_secret', key: 'app_id', sealed: ['sealed_secret', 'sealed_previous'], keyId: 'key_id' },
  { table: 'hub_webhook', key: 'id', sealed: ['sealed_secret', 'sealed_previous'], keyId: 'key_id' },
];
