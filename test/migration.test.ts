import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AlipayClient } from '@lingpai/alipay';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'node_modules/.cache/migration-test');
const guide = readFileSync(join(root, 'docs/migration.md'), 'utf8');
const blocks = [...guide.matchAll(/^```(?:js|ts) (before|after) (\w+)\n(.*?)^```/gms)];

type Step = (client: unknown, ...rest: readonly unknown[]) => Promise<unknown>;
const steps: Record<'before' | 'after', Record<string, Step>> = { before: {}, after: {} };

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  mkdirSync(folder, { recursive: true });
  for (const [, side, name, code] of blocks as unknown as [string, 'before' | 'after', string, string][]) {
    const path = join(folder, `${side}-${name}.${side === 'before' ? 'mjs' : 'ts'}`);
    writeFileSync(path, code);
    const loaded = (await import(path)) as Record<string, Step>;
    const step = loaded[name];
    if (step !== undefined) steps[side][name] = step;
  }
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function newCode(): string {
  const { appId } = sandbox.app('key');
  const merchantApplications = [{ authAppId: '2021000000000777', userId: '2088102150527498', kind: 'WEBAPP' }] as const;
  return sandbox.consent({ appId, merchantApplications }).app_auth_code;
}

/** A trade of the merchant, which both sides then query. */
async function createTrade(appAuthToken: string, out_trade_no: string): Promise<void> {
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app('key');
  const client = new AlipayClient({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
  const trade = { out_trade_no, subject: 'Tea', total_amount: '88.88', buyer_id: '2088102150527498' };
  await new AlipayTradeApi(client.onBehalfOf(appAuthToken)).create(trade);
}

async function run(side: 'before' | 'after', name: string, ...parameters: readonly unknown[]): Promise<unknown> {
  const { make, [name]: step } = steps[side];
  if (make === undefined || step === undefined) throw new Error(`the guide has no block "${side} ${name}"`);
  const { appId, privateKey, alipayPublicKey } = sandbox.app('key');
  const client = await make({ appId, privateKey, alipayPublicKey, endpoint: sandbox.endpoint });
  return step(client, ...parameters);
}

describe('the migration guide', () => {
  it('has a block after for every block before', () => {
    const names = (side: string) => blocks.filter((block) => block[1] === side).map((block) => block[2]);
    expect(names('after')).toEqual(expect.arrayContaining(names('before')));
    expect(names('before')).toHaveLength(6);
  });

  it.each(['before', 'after'] as const)(
    'redeems, queries, acts for a merchant, fails and uploads: %s',
    async (side) => {
      const pair = (await run(side, 'redeem', newCode())) as { app_auth_token: string; user_id: string };
      expect(pair.user_id).toBe('2088102150527498');
      await expect(run(side, 'query', pair.app_auth_token)).resolves.toMatchObject({ status: 'valid' });
      await expect(run(side, 'failure', 'unknown')).resolves.toEqual([400, 'AUTH_CODE_NOT_EXIST']);
      await createTrade(pair.app_auth_token, 'order-7');
      await expect(run(side, 'behalf', pair.app_auth_token, 'order-7')).resolves.toMatchObject({
        out_trade_no: 'order-7',
      });
      await expect(run(side, 'upload', Buffer.from('png'))).resolves.toHaveProperty('file_id');
    },
  );

  it('refreshes as the other v3 SDKs do', async () => {
    const pair = (await run('after', 'redeem', newCode())) as { app_refresh_token: string };
    await expect(run('after', 'refresh', pair.app_refresh_token)).resolves.toHaveProperty('app_auth_token');
  });

  it('names methods that the client has', () => {
    const named = [...guide.matchAll(/`(?:await )?client\.(\w+)\(/g)].map((match) => match[1] ?? '');
    expect(new Set(named).size).toBeGreaterThan(4);
    for (const name of named) expect(AlipayClient.prototype).toHaveProperty(name, expect.any(Function));
  });
});
