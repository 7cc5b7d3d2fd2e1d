import { type MigrationSet, Store } from '@lingpai/database';
import { expect, it } from 'vitest';
import { describeEngines } from '../support/engines.js';
import { masterKeys, randomKey, type World } from '../support/world.js';

interface NoteSchema {
  readonly note: { id: string; sealed_text: Uint8Array; key_id: string };
}

const migrations: MigrationSet = {
  name: 'note',
  migrations: [
    {
      version: 1,
      name: 'notes',
      tables: [
        {
          name: 'note',
          columns: [
            { name: 'id', kind: 'key' },
            { name: 'sealed_text', kind: 'bytes' },
            { name: 'key_id', kind: 'key' },
          ],
          primaryKey: ['id'],
          indexes: [],
        },
      ],
    },
  ],
};

const sealedTables = [{ table: 'note', key: 'id', sealed: ['sealed_text'], keyId: 'key_id' }];
const field = (row: string) => ({ table: 'note', row, field: 'sealed_text' });

async function openNotes(world: World): Promise<Store<NoteSchema>> {
  const store = await Store.open<NoteSchema>({ url: world.database.url, migrations, create: true });
  await store.write((database) => database.deleteFrom('note').execute());
  return store;
}

describeEngines('tables of another migration set', (tests) => {
  it('are resealed with the vault, and keep a master key in use', async () => {
    await using world = await tests.world();
    const notes = await openNotes(world);
    const before = await world.open({ sealedTables });
    for (const id of ['a', 'b']) {
      const { bytes, keyId } = before.vault.seal(`text ${id}`, field(id));
      await notes.write((database) =>
        database.insertInto('note').values({ id, sealed_text: bytes, key_id: keyId }).execute(),
      );
    }
    const k2 = randomKey();
    const both = { current: 'k2', keys: { ...masterKeys.keys, k2 } };
    const other = await world.open({ masterKeys: both });
    expect((await other.vault.reseal()).retired, 'a vault that does not know the table').toEqual(['k1']);
    const after = await world.open({ masterKeys: both, sealedTables });
    await expect(world.open({ masterKeys: { current: 'k2', keys: { k2 } }, sealedTables })).rejects.toMatchObject({
      code: 'missing-key',
    });
    expect(await after.vault.reseal()).toMatchObject({ resealed: 2, quarantined: 0, retired: ['k1'] });
    const rows = await notes.read((database) => database.selectFrom('note').selectAll().orderBy('id').execute());
    expect(rows.map(({ key_id }) => key_id)).toEqual(['k2', 'k2']);
    const alone = await world.open({ masterKeys: { current: 'k2', keys: { k2 } }, sealedTables });
    const opened = rows.map((row) => alone.vault.unseal({ bytes: row.sealed_text, keyId: row.key_id }, field(row.id)));
    expect(opened).toEqual(['text a', 'text b']);
    await notes.close();
  });

  it('a sealed text opens in its own field of its own row only', async () => {
    await using world = await tests.world();
    const notes = await openNotes(world);
    const { vault } = await world.open({ sealedTables });
    const sealed = vault.seal('text', field('a'));
    expect(vault.unseal(sealed, field('a'))).toBe('text');
    expect(() => vault.unseal(sealed, field('b'))).toThrow(expect.objectContaining({ code: 'unreadable' }));
    expect(() => vault.seal('text', { ...field('a'), table: 'pair' })).toThrow('field.table: expected one of');
    await notes.close();
  });

  it('a derived key stays when the master key changes', async () => {
    await using world = await tests.world();
    const k2 = randomKey();
    const { vault } = await world.open();
    const changed = await world.open({ masterKeys: { current: 'k2', keys: { ...masterKeys.keys, k2 } } });
    await changed.vault.reseal();
    expect(changed.vault.deriveKey('keys')).toEqual(vault.deriveKey('keys'));
    expect(vault.deriveKey('other')).not.toEqual(vault.deriveKey('keys'));
  });

  it('what is recorded is a link of its chain, and verified like every other', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const { vault } = node;
    await world.grant(node, 'merchant-1');
    const key = { appId: world.appId, authAppId: 'merchant-1' };
    await vault.recordAudit({ ...key, kind: 'revealed', detail: { by: 'key-1', reason: 'support' } });
    await vault.recordAudit({ appId: world.appId, kind: 'application-replaced' });
    await vault.recordAudit({ kind: 'key-created', detail: { id: 'key-2' } });
    const [newest] = (await vault.history(world.appId, 'merchant-1')).audit;
    expect(newest).toMatchObject({ kind: 'revealed', detail: { by: 'key-1', reason: 'support', state: 'active' } });
    await vault.rotate(world.appId, 'merchant-1');
    expect((await vault.verifyAudit()).broken).toEqual([]);
    const unknown = vault.recordAudit({ appId: world.appId, authAppId: 'nobody', kind: 'revealed' });
    await expect(unknown).rejects.toMatchObject({ code: 'unknown-authorization' });
    await expect(vault.recordAudit({ kind: 'Not A Kind' })).rejects.toThrow('kind: expected lower-case words');
  });
});
