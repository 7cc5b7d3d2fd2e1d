import { VaultError } from '../errors/vault-error.js';
import type { KeyRing } from '../seal/key-ring.js';
import type { RandomBytes } from '../seal/random-bytes.js';
import type { SealPlace } from '../seal/sealed-text.js';
import { VaultSecret } from '../seal/vault-secret.js';
import { insertMissing } from '../store/insert-missing.js';
import type { InstanceRow } from '../store/schema.js';
import type { Store } from '../store/store.js';

/** The table has one row. */
export const instanceId = 1;
export const secretPlace: SealPlace = { owner: [], table: 'instance', row: String(instanceId), field: 'sealed_secret' };

export interface InstanceOptions {
  readonly store: Store;
  readonly keyRing: KeyRing;
  readonly random: RandomBytes;
  /** Where the database is, in the user's words or the engine's. */
  readonly place: string;
  readonly now: number;
}

export interface Instance {
  readonly row: InstanceRow;
  readonly secret: VaultSecret;
}

/** Reads the vault's own row; the first opening writes it. @throws VaultError */
export async function openInstance(options: InstanceOptions): Promise<Instance> {
  const row = (await readInstance(options.store)) ?? (await createInstance(options));
  const opened = options.keyRing.open({ bytes: row.sealed_secret, keyId: row.key_id }, secretPlace);
  if (!opened.ok) throw new VaultError('unreadable', "the database's own secret does not open");
  return { row, secret: new VaultSecret(Buffer.from(opened.text, 'base64')) };
}

export async function readInstance(store: Store): Promise<InstanceRow | undefined> {
  return store.read((database) =>
    database.selectFrom('instance').selectAll().where('id', '=', instanceId).executeTakeFirst(),
  );
}

async function createInstance({ store, keyRing, random, place, now }: InstanceOptions): Promise<InstanceRow> {
  const sealed = keyRing.seal(random(32).toString('base64'), secretPlace);
  const row: InstanceRow = {
    id: instanceId,
    vault_id: random(16).toString('hex'),
    epoch: 1,
    place,
    pruned_operation: '',
    key_id: sealed.keyId,
    sealed_secret: sealed.bytes,
    created_at: now,
    audit_sequence: 0,
    audit_hash: '',
  };
  const stored = await store.write(async (database) => {
    await insertMissing(store, database, 'instance', row);
    // Another process may have created it first. Only a read that locks is certain to see what the insert came upon.
    const query = database.selectFrom('instance').selectAll().where('id', '=', instanceId);
    return (store.locksRows ? query.forUpdate() : query).executeTakeFirstOrThrow();
  });
  // In the main file of SQLite, so that a copy of that file alone is known to be a vault.
  await store.flush();
  return stored;
}
