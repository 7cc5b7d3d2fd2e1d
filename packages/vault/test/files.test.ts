import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { describeEngines } from './support/engines.js';

describeEngines('files that the caller names', (tests) => {
  it('are never overwritten by an export', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'merchant-1');
    const to = join(world.spoolDirectory, 'export.lingpai');
    writeFileSync(to, 'precious');
    await expect(node.vault.export({ to })).rejects.toMatchObject({
      code: 'file',
      message: 'to: the file exists already; export never overwrites a file, so name another',
    });
    expect(readFileSync(to, 'utf8')).toBe('precious');
    const missing = join(world.spoolDirectory, 'none', 'export.lingpai');
    await expect(node.vault.export({ to: missing })).rejects.toMatchObject({
      code: 'file',
      message: 'to: the file cannot be written (ENOENT)',
    });
    const other = join(world.spoolDirectory, 'other.lingpai');
    expect(await node.vault.export({ to: other })).toMatchObject({ authorizations: 1 });
    await expect(node.vault.export({ to: other })).rejects.toMatchObject({ code: 'file' });
    expect(readdirSync(world.spoolDirectory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('must be there to be imported', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await expect(node.vault.import({ from: join(world.spoolDirectory, 'none') })).rejects.toMatchObject({
      code: 'file',
      message: 'from: the file to import cannot be read (ENOENT)',
    });
    await expect(node.vault.import({ from: world.spoolDirectory })).rejects.toMatchObject({
      code: 'file',
      message: 'from: expected the file that export wrote, found a folder or device',
    });
  });

  it('must be a folder to be the spool', async () => {
    await using world = await tests.world();
    const path = join(world.spoolDirectory, 'file');
    writeFileSync(path, '');
    for (const spoolDirectory of [path, join(path, 'inside')]) {
      await expect(world.open({ spoolDirectory })).rejects.toMatchObject({
        code: 'file',
        message: expect.stringMatching(/^spoolDirectory: expected a folder .*\((EEXIST|ENOTDIR)\)/),
      });
    }
    mkdirSync(join(world.spoolDirectory, 'odd', 'entry.sealed'), { recursive: true });
    const node = await world.open({ spoolDirectory: join(world.spoolDirectory, 'odd') });
    expect(node.reports).toMatchObject([{ kind: 'quarantined' }]);
  });
});

describeEngines('export', (tests) => {
  it('asks as many questions for 40 authorizations as for 2', async () => {
    await using world = await tests.world();
    const node = await world.open();
    const read = vi.spyOn(node.context.store, 'read');
    const queriesOf = async (name: string) => {
      read.mockClear();
      await node.vault.export({ to: join(world.spoolDirectory, name) });
      return read.mock.calls.length;
    };
    await world.grant(node, 'a', 'b');
    const few = await queriesOf('few');
    await world.grant(node, ...Array.from({ length: 38 }, (_, index) => `m${index}`));
    await node.vault.rotate(world.appId, 'm7');
    expect(await queriesOf('many')).toBe(few);
    expect(await node.vault.import({ from: join(world.spoolDirectory, 'many'), dryRun: true })).toEqual({
      authorizations: 40,
      pairs: 41,
    });
  });
});

describeEngines('start', (tests) => {
  it('is refused while the workers run, and not afterwards', async () => {
    await using world = await tests.world();
    const { vault } = await world.open();
    const running = vault.start();
    expect(() => vault.start()).toThrow(expect.objectContaining({ code: 'already-started' }));
    await running.stop();
    await vault.start().stop();
  });
});
