import { expect, it } from 'vitest';
import type { VaultEvent } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { until } from '../support/invariants.js';

describeEngines('a delivery to onEvent', (tests) => {
  it('holds up nothing but its own authorization while it hangs, and counts as failed after its time limit', async () => {
    await using world = await tests.world();
    const signals: AbortSignal[] = [];
    const taken: string[] = [];
    const attempts: number[] = [];
    const node = await world.open({
      eventTimeout: 300,
      onEvent: async (event: VaultEvent, { signal, attempt }) => {
        if (event.authAppId !== 'hangs') return void taken.push(`${event.authAppId} ${event.type}`);
        signals.push(signal);
        attempts.push(attempt);
        await new Promise(() => undefined);
      },
    });
    const running = node.vault.start();
    await world.grant(node, 'hangs');
    await node.vault.rotate(world.appId, 'hangs');
    await until('the handler hangs', () => signals.length > 0);
    await world.grant(node, 'other');
    await node.vault.rotate(world.appId, 'other');
    await until('others are delivered', () => taken.length === 2);
    await until('the delivery fails', () => node.reports.some(({ kind }) => kind === 'delivery'));
    expect(taken).toEqual(['other authorized', 'other rotated']);
    expect(signals[0]?.aborted).toBe(true);
    expect(node.reports.filter(({ kind }) => kind === 'delivery')).toMatchObject([
      { authAppId: 'hangs', message: expect.stringContaining('attempt 1'), cause: { name: 'TimeoutError' } },
    ]);
    await until('it is repeated', async () => {
      await world.sandbox.advanceClock(60);
      return attempts.length > 1;
    });
    expect(attempts.slice(0, 2)).toEqual([1, 2]);
    await running.stop();
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('does not keep the vault from being closed', async () => {
    await using world = await tests.world();
    let signal: AbortSignal | undefined;
    const node = await world.open({
      onEvent: async (_: VaultEvent, delivery) => {
        signal = delivery.signal;
        await new Promise(() => undefined);
      },
    });
    node.vault.start();
    await world.grant(node, 'hangs');
    await until('the handler hangs', () => signal !== undefined);
    await node.vault.close();
    expect(signal?.aborted).toBe(true);
    expect(node.reports).toEqual([]);
    const taken: string[] = [];
    const next = await world.open({ onEvent: (event: VaultEvent) => void taken.push(event.type) });
    await next.turns.outbox();
    expect(taken).toEqual(['authorized']);
  });

  it('is reported with its cause when it fails first, and every tenth time', async () => {
    await using world = await tests.world();
    const node = await world.open({
      onEvent: () => {
        throw new Error('the receiver is down');
      },
    });
    await world.grant(node, 'merchant-1');
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await world.sandbox.advanceClock(1_000);
      await node.turns.outbox();
    }
    const reports = node.reports.filter(({ kind }) => kind === 'delivery');
    expect(reports.map(({ message }) => message.match(/attempt \d+/)?.[0])).toEqual([
      'attempt 1',
      'attempt 10',
      'attempt 20',
    ]);
    expect(reports[0]).toMatchObject({ authAppId: 'merchant-1', cause: { message: 'the receiver is down' } });
  });

  it('sets an event aside that cannot be read, and goes on with the next', async () => {
    await using world = await tests.world();
    const node = await world.open();
    await world.grant(node, 'merchant-1');
    await node.vault.rotate(world.appId, 'merchant-1');
    await node.context.store.write((database) =>
      database.updateTable('outbox').set({ payload: '{' }).where('sequence', '=', 1).execute(),
    );
    await node.turns.outbox();
    await node.turns.outbox();
    expect(node.events.map(({ type }) => type)).toEqual(['rotated']);
    expect(node.reports).toMatchObject([{ kind: 'quarantined', authAppId: 'merchant-1' }]);
    for await (const page of node.vault.events()) expect(page.map(({ type }) => type)).toEqual(['rotated']);
  });
});
