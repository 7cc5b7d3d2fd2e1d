import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlipayClient, type ServerEvent, type StreamOptions } from '@lingpai/alipay';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../src/catalogue/catalogue.js';
import type { CataloguedOperation } from '../src/catalogue/catalogued-operation.js';
import { checkValue } from '../src/catalogue/check-value.js';
import { merchant } from './support/merchants.js';
import { exampleParameters, generatedName } from './support/operation-examples.js';

type Call = (parameters: object) => PromiseLike<unknown>;

let sandbox: RunningSandbox;
let folder: string;
let picture: string;

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

beforeAll(async () => {
  // The calls have every parameter at once, those that exclude each other included.
  const settings = { strict: false, unknownFields: 'refuse' } as const;
  sandbox = await startSandbox({ applications: [{ mode: 'key' }, { mode: 'key', encrypted: true }], settings });
  folder = await mkdtemp(join(tmpdir(), 'lingpai-'));
  picture = join(folder, 'picture.png');
  await writeFile(picture, png);
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function clientOf(kind: 'key' | 'encrypted'): AlipayClient {
  const { mode: _, ...credentials } = sandbox.app(kind);
  return new AlipayClient({ privateKey: '', ...credentials, endpoint: sandbox.endpoint, maxRetries: 0 });
}

/** The method of the generated class, bound to the client. */
async function generatedCall({ id, tag, streams }: CataloguedOperation, client: AlipayClient): Promise<Call> {
  const { module, className, method } = generatedName(id, tag);
  const exports: Record<string, new (client: AlipayClient) => Record<string, Call & Stream>> = await import(
    `../../alipay/src/apis/${module}.ts`
  );
  const Api = exports[className];
  const api = Api && new Api(client);
  const call = api?.[method];
  if (call === undefined) throw new Error(`${module}: there is no ${className}.${method}`);
  const bound = call.bind(api);
  return streams ? (parameters) => firstEvent(bound, parameters) : bound;
}

type Stream = (parameters: object, options: StreamOptions) => AsyncIterable<ServerEvent>;

/** What the first event of a stream holds. */
async function firstEvent(stream: Stream, parameters: object): Promise<unknown> {
  for await (const { data } of stream(parameters, { acceptUnsigned: true })) return JSON.parse(data);
  return undefined;
}

/** Files from memory and from disk by turns. */
function files({ body }: CataloguedOperation): object {
  const names = body.kind === 'multipart' ? body.files : [];
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      index % 2 === 1 ? { path: picture } : { content: png, filename: `${name}.png`, contentType: 'image/png' },
    ]),
  );
}

/** What the operations with a state of their own need to succeed. */
function stateful(): ReadonlyMap<string, object> {
  const { appId } = sandbox.app();
  const [first, second] = [merchant(901), merchant(902)];
  const { app_auth_code: code } = sandbox.consent({ appId, merchantApplications: [first] });
  const { authorizations } = sandbox.consent({ appId, merchantApplications: [second] });
  const { userLogins } = sandbox.sandbox;
  const userCode = userLogins.authorize({ appId, userId: first.userId, scopes: ['auth_user'] });
  return new Map<string, object>([
    ['alipay.system.oauth.token', { grant_type: 'authorization_code', code: userCode }],
    ['alipay.open.auth.token.app', { grant_type: 'authorization_code', code }],
    ['alipay.open.auth.token.app.query', { app_auth_token: authorizations[0]?.pairs[0]?.appAuthToken }],
    ['alipay.open.auth.app.aes.get', { merchant_app_id: first.authAppId }],
    ['alipay.open.auth.app.aes.set', { merchant_app_id: first.authAppId }],
    ...tradeCalls(appId),
    ...transferCalls(),
    ['alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade', bill_date: '2025-01' }],
  ]);
}

/** Calls that succeed on trades: each has a trade of its own. */
function tradeCalls(appId: string): [string, object][] {
  const { trades, clock } = sandbox.sandbox;
  const trade = (outTradeNo: string) =>
    trades.order(
      {
        appId,
        authAppId: appId,
        sellerId: '2088000000000000',
        method: 'alipay.trade.create',
        outTradeNo,
        subject: 's',
        totalAmount: 100,
        body: undefined,
        passbackParams: undefined,
        notifyUrl: undefined,
        expiresAt: clock.now() + 3_600_000,
      },
      true,
    );
  trade('waiting');
  trades.refund(trades.pay(trade('paid')), { outRequestNo: 'r', amount: 1, reason: 'late' });
  const order = { subject: 's', total_amount: '1.00' };
  return [
    ['alipay.trade.pay', { ...order, out_trade_no: 'by-barcode', auth_code: '281234567890123456' }],
    ['alipay.trade.create', { ...order, out_trade_no: 'created' }],
    ['alipay.trade.precreate', { ...order, out_trade_no: 'precreated' }],
    ['alipay.trade.query', { out_trade_no: 'paid' }],
    ['alipay.trade.close', { out_trade_no: 'waiting' }],
    ['alipay.trade.cancel', { out_trade_no: 'unknown' }],
    ['alipay.trade.refund', { out_trade_no: 'paid', refund_amount: '0.50' }],
    ['alipay.trade.fastpay.refund.query', { out_trade_no: 'paid', out_request_no: 'r' }],
  ];
}

/** Calls that succeed on transfers. */
function transferCalls(): [string, object][] {
  const product = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' };
  const payee = { identity: '2088102000000009', identity_type: 'ALIPAY_USER_ID' };
  sandbox.sandbox.transfers.transfer({
    appId: sandbox.app().appId,
    authAppId: sandbox.app().appId,
    payerId: '2088000000000000',
    outBizNo: 'made',
    productCode: product.product_code,
    bizScene: product.biz_scene,
    amount: 100,
    payee: { identity: payee.identity, identityType: payee.identity_type, name: undefined },
    title: undefined,
    remark: undefined,
    passbackParams: 'p',
  });
  return [
    ['alipay.fund.trans.uni.transfer', { ...product, out_biz_no: 't', trans_amount: '1.00', payee_info: payee }],
    ['alipay.fund.trans.common.query', { ...product, out_biz_no: 'made' }],
  ];
}

async function problemOf(
  operation: CataloguedOperation,
  parameters: object,
  client: AlipayClient,
): Promise<string | undefined> {
  const { response, id } = operation;
  try {
    const call = await generatedCall(operation, client);
    const data = await call(parameters);
    const problem = checkValue(data, response, catalogue().schemas);
    return problem && `${id}: ${JSON.stringify(problem)}`;
  } catch (error) {
    return `${id}: ${error}`;
  }
}

describe('the generated client against the sandbox', () => {
  it('calls each operation, uploads and streams included, and gets a response of the catalogued type', async () => {
    const operations = [...catalogue().operations.values()];
    expect(operations).toHaveLength(747 + 20 + 2);
    expect(operations.filter(({ body }) => body.kind === 'multipart')).toHaveLength(22);
    const special = stateful();
    const client = clientOf('key');
    const problems: (string | undefined)[] = [];
    const queue = operations.values();
    const worker = async () => {
      for (const operation of queue) {
        const parameters = special.get(operation.id) ?? { ...exampleParameters(operation), ...files(operation) };
        problems.push(await problemOf(operation, parameters, client));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
    const called = sandbox.requests().flatMap(({ operation, refusal }) => (refusal === null ? [operation] : []));
    expect(called.toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
  });

  it('uploads with the part "data" encrypted', async () => {
    const client = clientOf('encrypted');
    const uploads = [...catalogue().operations.values()].filter(({ body }) => body.kind === 'multipart');
    for (const operation of uploads) {
      const parameters = { ...exampleParameters(operation), ...files(operation) };
      expect(await problemOf(operation, parameters, client)).toBeUndefined();
    }
  });
});
