import { expect } from 'vitest';
import { openToken } from '../../src/authorization/open-token.js';
import { deliverAll, type Node, type World } from './world.js';

/**
 * Compares a vault with the local Alipay: every usable grant is served with a token that works, nothing that was
 * cancelled is, the audit chains are whole, and every change was told once.
 */
export async function expectInvariants(
  world: World,
  node: Node,
  { lost = [] }: { lost?: string[] } = {},
): Promise<void> {
  const { vault, context } = node;
  await deliverAll(node);
  const now = world.clock();
  for (const { appId, authAppId, status, pairs } of (await world.sandbox.state()).authorizations) {
    if (context.applications.served(appId) === undefined || lost.includes(authAppId)) continue;
    const known = await vault.authorization(appId, authAppId);
    if (known === undefined) continue;
    const token = await vault.token(appId, authAppId).catch(() => undefined);
    if (status === 'cancelled') expect(token, `${authAppId} was cancelled`).toBeUndefined();
    else {
      const works = pairs.find((pair) => pair.appAuthToken === token?.value);
      expect(works, `${authAppId} is served with a token that Alipay issued`).toBeDefined();
      expect(works?.tokenExpiresAt ?? Number.POSITIVE_INFINITY, `the token of ${authAppId} lives`).toBeGreaterThan(now);
    }
  }
  expect(await vault.verifyAudit()).toMatchObject({ broken: [] });
  await expectNoSecrets(world, node);
  const ids = node.events.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const changes = new Map<string, number[]>();
  for (const { appId, authAppId, sequence } of node.events) {
    const key = `${appId} ${authAppId}`;
    changes.set(key, [...(changes.get(key) ?? []), sequence]);
  }
  for (const sequences of changes.values()) {
    expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 1) + index));
  }
}

/** Tokens, refresh tokens and codes are nowhere in the database but sealed, and in no event or report. */
async function expectNoSecrets(world: World, { context, events, reports }: Node): Promise<void> {
  const state = await world.sandbox.state();
  const secrets = [
    ...state.codes.map(({ code }) => code),
    ...state.authorizations.flatMap(({ pairs }) => pairs.flatMap((one) => [one.appAuthToken, one.appRefreshToken])),
  ];
  const rows: unknown[] = [events, reports.map(({ cause, ...report }) => [report, String(cause)])];
  for (const table of ['authorization', 'pair', 'operation', 'inbox', 'outbox', 'audit', 'application'] as const) {
    rows.push(await context.store.read((database) => database.selectFrom(table).selectAll().execute()));
  }
  const text = JSON.stringify(rows, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  for (const secret of secrets) expect(text.includes(secret), 'a secret lies open').toBe(false);
  const pairs = await context.store.read((database) => database.selectFrom('pair').selectAll().execute());
  for (const pair of pairs) {
    if (pair.quarantined_at === null) expect(secrets).toContain(openToken(context, pair));
  }
}

/** Waits until something is so, and fails when it does not come. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeout = 60_000): Promise<void> {
  const end = performance.now() + timeout;
  // What takes long is looked at less often: a look costs what is waited for some of its time.
  for (let pause = 5; !(await isSo()); pause = Math.min(100, pause * 1.3)) {
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
