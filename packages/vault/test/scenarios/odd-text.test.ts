import { nodeTransport, type Transport } from '@lingpai/alipay';
import { expect, it } from 'vitest';
import { VaultError } from '../../src/errors/vault-error.js';
import type { Vault } from '../../src/vault.js';
import { describeEngines } from '../support/engines.js';
import { expectInvariants } from '../support/invariants.js';

/** What some engine takes in no column, in no key, or in no comparison with a key. */
const oddTexts = ['a\u0000b', '商户', '\ud800', 'x'.repeat(300)];

/** Adds a trace id to every response. */
function tracedAs(traceId: string): Transport {
  const send = nodeTransport();
  return async (request) => {
    const response = await send(request);
    return { ...response, headers: { ...response.headers, 'alipay-trace-id': traceId } };
  };
}

/** What a caller may ask for with any text. */
const questions: Readonly<Record<string, (vault: Vault, appId: string, text: string) => Promise<unknown>>> = {
  token: (vault, appId, text) => vault.token(appId, text),
  authorization: (vault, appId, text) => vault.authorization(appId, text),
  rotate: (vault, appId, text) => vault.rotate(appId, text),
  'rotate for a reason': (vault, appId, text) => vault.rotate(appId, 'merchant-1', { reason: text }),
  check: (vault, appId, text) => vault.check(appId, text),
  can: (vault, appId, text) => vault.can(appId, text, 'alipay.trade.pay'),
  history: (vault, appId, text) => vault.history(appId, text),
  assign: (vault, appId, text) => vault.assign(appId, text, { reference: 'order-7' }),
  'assign by outBizNo': (vault, appId, text) => vault.assign(appId, { outBizNo: text }, { reference: 'order-7' }),
  'assign by orderId': (vault, appId, text) => vault.assign(appId, { orderId: text }, { reference: 'order-7' }),
  'assign by isvTicket': (vault, appId, text) => vault.assign(appId, { isvTicket: text }, { reference: 'order-7' }),
  'assign to': (vault, appId, text) => vault.assign(appId, 'merchant-1', { reference: text }),
  deactivate: (vault, appId, text) => vault.deactivate(appId, text),
  forget: (vault, appId, text) => vault.forget(appId, text),
  search: (vault, _appId, text) => vault.search({ text }),
  'list by reference': (vault, appId, text) => vault.list({ appId, reference: text }).next(),
  'list by account': (vault, appId, text) => vault.list({ appId, userId: text }).next(),
  'list after': (vault, appId, text) => vault.list({ appId, after: { authAppId: text, refreshDeadline: 0 } }).next(),
  orders: (vault, appId, text) => vault.orders({ appId, userId: text }).next(),
  operations: (vault, appId, text) => vault.operations({ appIds: [appId], authAppId: text, before: text }).next(),
  events: (vault, appId, text) => vault.events({ appId, authAppId: text }).next(),
  auditTrail: (vault, appId, text) => vault.auditTrail({ appId, authAppId: text }).next(),
  recordAudit: (vault, appId, text) => vault.recordAudit({ appId, authAppId: text, kind: 'test' }),
  'recordAudit with a detail': (vault, appId, text) =>
    vault.recordAudit({ appId, authAppId: 'merchant-1', kind: 'test', detail: { text } }),
  linkOutcome: (vault, appId, text) => vault.linkOutcome(appId, text),
  redeem: (vault, appId, text) => vault.redeem({ appId, code: text }),
  'redeem with a state': (vault, appId, text) => vault.redeem({ appId, code: 'code', state: text }),
  callback: (vault, appId, text) =>
    vault.receiveCallback(appId, new URLSearchParams({ app_id: appId, app_auth_code: text, state: text })),
  notification: (vault, appId, text) =>
    vault.receiveNotification(appId, new URLSearchParams({ app_id: appId, notify_id: text, sign: text }).toString()),
};

describeEngines('odd text', (tests) => {
  it.each(['trâce\u0000', '商户', 'x'.repeat(300)])(
    'a trace id that is no key keeps nothing from being stored: %j',
    async (traceId) => {
      await using world = await tests.world();
      const client = world.client(world.app, { transport: tracedAs(traceId) });
      const node = await world.open({ applications: [{ client }] });
      await world.grant(node, 'merchant-1');
      await node.vault.rotate(world.appId, 'merchant-1');
      expect(await node.vault.token(world.appId, 'merchant-1')).toMatchObject({ generation: 2 });
      expect(node.reports).toEqual([]);
      await expectInvariants(world, node);
    },
  );

  it.each(['A\u0000', '无效的授权码', 'X'.repeat(300)])(
    'a code of an error that is no key ends the operation: %j',
    async (code) => {
      await using world = await tests.world();
      const node = await world.open();
      await world.grant(node, 'merchant-1');
      const body = { code, message: 'refused' };
      await world.sandbox.setStub('alipay.open.auth.token.app', { status: 400, body, times: 1, unchecked: true });
      await expect(node.vault.rotate(world.appId, 'merchant-1')).rejects.toThrow(VaultError);
      await node.vault.rotate(world.appId, 'merchant-1');
      await expectInvariants(world, node);
    },
  );

  it.each(Object.entries(questions))(
    '%s takes it, or refuses it by name, and blames no database',
    async (name, ask) => {
      await using world = await tests.world();
      const node = await world.open();
      await world.grant(node, 'merchant-1');
      for (const text of oddTexts) {
        const error = await ask(node.vault, world.appId, text).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const isRefused = error === undefined || error instanceof TypeError || error instanceof VaultError;
        expect(isRefused, `${name}: ${error}`).toBe(true);
        expect(error, JSON.stringify(text)).not.toMatchObject({ code: 'database' });
      }
    },
  );
});
