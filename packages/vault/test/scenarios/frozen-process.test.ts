import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { KillPoint } from '../../src/index.js';
import { describeEngines } from '../support/engines.js';
import { gateAt } from '../support/gate.js';
import { expectInvariants, until } from '../support/invariants.js';
import { dieAt, Killed } from '../support/killed.js';
import { endLeases, leasesOver } from '../support/leases.js';
import { masterKeys, type World } from '../support/world.js';

const program = fileURLToPath(new URL('../fixtures/dying-worker.mjs', import.meta.url));
const m = 'merchant-1';
/** Much for a call on this machine, even a busy one, and little to wait for. */
const settings = { callTimeout: 800, lease: 1_600, rotationSpacing: 0 };
/** Where a process has not sent anything yet. */
const beforeSending: readonly KillPoint[] = ['after-started', 'before-send'];
const points: readonly KillPoint[] = [
  ...beforeSending,
  'after-send',
  'after-response',
  'before-received',
  'after-received',
  'before-applied',
  'after-applied',
];

/** Starts a process that freezes itself. @returns it, when it is frozen */
async function startFrozen(world: World, freezeAt: KillPoint, job: object): Promise<ChildProcess> {
  const details = {
    endpoint: world.sandbox.endpoint,
    app: world.app,
    database: world.database.url,
    spoolDirectory: world.spoolDirectory,
    masterKey: masterKeys.keys.k1.toString('base64'),
    settings: { ...settings, place: 'here' },
    freezeAt,
    ...job,
  };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, LINGPAI_WORK: JSON.stringify(details) },
    stdio: 'ignore',
  });
  const stateOf = () => readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.[0];
  await until('the process is frozen', () => child.exitCode !== null || stateOf() === 'T');
  expect(child.exitCode).toBeNull();
  return child;
}

async function thaw(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGCONT');
  await exit;
}

describeEngines('a process that is frozen beyond its lease, and goes on', (tests) => {
  const some = points.filter((_, index) => tests.engine === 'sqlite' || index % 3 === 1);

  it.each(some)('%s of a rotation, is fenced', async (point) => {
    await using world = await tests.world();
    const node = await world.open({ place: 'here' });
    await world.grant(node, m);
    const frozen = await startFrozen(world, point, { action: 'rotate', authAppId: m });
    await until('its lease is over', () => leasesOver(node));
    await node.turns.recovery();
    await node.vault.rotate(world.appId, m);
    await thaw(frozen);
    expect(await world.grants('refresh_token')).toBe(beforeSending.includes(point) ? 1 : 2);
    await node.turns.recovery();
    expect(await node.vault.authorization(world.appId, m)).toMatchObject({ state: 'active', contested: false });
    await expectInvariants(world, node);
  });

  it.each(some)('%s of a redemption, is fenced', async (point) => {
    await using world = await tests.world();
    const node = await world.open({ place: 'here' });
    const code = await world.consent(m);
    const frozen = await startFrozen(world, point, { action: 'redeem', code });
    await until('its lease is over', () => leasesOver(node));
    await node.turns.recovery();
    const redeem = () => node.vault.redeem({ appId: world.appId, code });
    await redeem().catch((error) => expect(error).toMatchObject({ code: 'code-used' }));
    await thaw(frozen);
    expect(await world.grants('authorization_code')).toBe(1);
    // The call of a process that was frozen meanwhile has timed out: then the notification brings the pair.
    await node.vault.receiveNotification(world.appId, await world.notification(m));
    expect(await redeem()).toMatchObject([{ authAppId: m, state: 'active' }]);
    expect((await node.vault.history(world.appId, m)).pairs).toHaveLength(1);
    await expectInvariants(world, node);
    expect(node.events.map(({ type }) => type)).toEqual(['authorized']);
  });

  it('before it sends a code, does not offer it again and leaves the result of the other process alone', async () => {
    await using world = await tests.world();
    const gate = gateAt('before-send');
    const frozen = await world.open({ ...settings, onKillPoint: gate.onKillPoint });
    const node = await world.open();
    const code = await world.consent(m);
    gate.close();
    const late = frozen.vault.redeem({ appId: world.appId, code });
    await until('the first is about to send', gate.holds);
    await until('its lease is over', () => leasesOver(node));
    await node.vault.redeem({ appId: world.appId, code });
    gate.open();
    expect(await late).toMatchObject([{ authAppId: m, state: 'active' }]);
    const offers = (await world.sandbox.requests()).filter(({ body }) => body.includes('authorization_code'));
    expect(offers).toHaveLength(1);
    await expectInvariants(world, node);
  });

  it('after it stored what a code brought, returns that although another process has applied it', async () => {
    await using world = await tests.world();
    const gate = gateAt('after-received');
    const frozen = await world.open({ ...settings, callTimeout: 15_000, lease: 30_000, onKillPoint: gate.onKillPoint });
    const node = await world.open();
    const code = await world.consent(m);
    gate.close();
    const late = frozen.vault.redeem({ appId: world.appId, code });
    await until('the first has stored the response', gate.holds);
    await endLeases(node);
    await node.turns.recovery();
    gate.open();
    expect(await late).toMatchObject([{ authAppId: m, state: 'active' }]);
    expect(await node.vault.quarantine()).toEqual([]);
    await expectInvariants(world, node);
  });

  it('while it receives what a code brings, leaves nothing open of a process that took the code over and died', async () => {
    await using world = await tests.world();
    const gate = gateAt('after-response');
    const frozen = await world.open({ ...settings, callTimeout: 15_000, lease: 30_000, onKillPoint: gate.onKillPoint });
    const dying = await world.open({ onKillPoint: dieAt('after-started') });
    const node = await world.open();
    const code = await world.consent(m);
    gate.close();
    const late = frozen.vault.redeem({ appId: world.appId, code });
    await until('the first has the response', gate.holds);
    await endLeases(node);
    await expect(dying.vault.redeem({ appId: world.appId, code })).rejects.toBeInstanceOf(Killed);
    gate.open();
    expect(await late).toMatchObject([{ authAppId: m, state: 'active' }]);
    await endLeases(node);
    await node.turns.recovery();
    const operations = await node.context.store.read((database) =>
      database.selectFrom('operation').select('state').orderBy('id').execute(),
    );
    expect(operations).toEqual([{ state: 'applied' }, { state: 'unknown' }]);
    await expectInvariants(world, node);
  });

  it('after it sent a code that another process has redeemed, leaves that result alone', async () => {
    await using world = await tests.world();
    const gate = gateAt('after-send');
    const frozen = await world.open({ ...settings, callTimeout: 15_000, lease: 30_000, onKillPoint: gate.onKillPoint });
    const node = await world.open();
    const code = await world.consent(m);
    await world.sandbox.injectFault({ effect: 'drop-before', match: { grantType: 'authorization_code' } });
    gate.close();
    const late = frozen.vault.redeem({ appId: world.appId, code });
    await until('the first has sent', gate.holds);
    await node.context.store.write((database) => database.updateTable('inbox').set({ lease_until: 1 }).execute());
    await node.vault.redeem({ appId: world.appId, code });
    gate.open();
    expect(await late).toMatchObject([{ authAppId: m, state: 'active' }]);
    expect(await node.vault.redeem({ appId: world.appId, code })).toMatchObject([{ authAppId: m }]);
    await expectInvariants(world, node);
  });
});
