import { AlipayError } from '@lingpai/alipay';
import {
  type AlipayHandlerOptions,
  alipayHandler,
  type HandlerProblem,
  type OtherNotification,
} from '@lingpai/alipay/handler';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';
import { deferred } from '../support/deferred.js';
import { signedNotification } from '../support/signed-notification.js';

const appId = '2021000000000001';
const client = standInClient(standIn().transport);
const trade = {
  app_id: appId,
  auth_app_id: '2021000000000777',
  buyer_pay_amount: '88.80',
  charset: 'UTF-8',
  gmt_create: '2026-11-22 09:59:58',
  gmt_payment: '2026-11-22 10:00:03',
  notify_id: 'trade-1',
  notify_time: '2026-11-22 10:00:05',
  notify_type: 'trade_status_sync',
  out_trade_no: 'order-7',
  subject: '令牌',
  total_amount: '88.88',
  trade_no: '2026112222001',
  trade_status: 'TRADE_SUCCESS',
  version: '1.0',
};

const problems: HandlerProblem[] = [];
afterEach(() => problems.splice(0));

function handlerOf(on: AlipayHandlerOptions['on'], options: Partial<AlipayHandlerOptions> = {}) {
  return alipayHandler({ client, on, onProblem: (problem) => problems.push(problem), ...options });
}

const form = 'application/x-www-form-urlencoded; charset=utf-8';
const post = (body: BodyInit, contentType = form) =>
  new Request('https://isv.example/notify', { method: 'POST', body, headers: { 'content-type': contentType } });

async function outcome(response: Response) {
  return { status: response.status, body: await response.text() };
}

const reasons = () => problems.map(({ reason }) => reason);

describe('a notification handler', () => {
  it('passes a trade typed, with its times in milliseconds and its amounts as text', async () => {
    const received: unknown[] = [];
    const handler = handlerOf({ tradeStatus: (notification, { rule }) => void received.push({ notification, rule }) });
    expect(await outcome(await handler(post(await signedNotification(trade))))).toEqual({
      status: 200,
      body: 'success',
    });
    expect(received).toEqual([
      {
        rule: 'V1',
        notification: expect.objectContaining({
          notifyId: 'trade-1',
          appId,
          authAppId: '2021000000000777',
          tradeNo: '2026112222001',
          outTradeNo: 'order-7',
          tradeStatus: 'TRADE_SUCCESS',
          totalAmount: '88.88',
          subject: '令牌',
          createdAt: Date.UTC(2026, 10, 22, 1, 59, 58),
          paidAt: Date.UTC(2026, 10, 22, 2, 0, 3),
          sentAt: Date.UTC(2026, 10, 22, 2, 0, 5),
          refundedAt: undefined,
          refundFee: undefined,
        }),
      },
    ]);
  });

  it('passes each kind to its own handler, and the rest to "other"', async () => {
    const kinds: string[] = [];
    const others: OtherNotification[] = [];
    const handler = handlerOf({
      authorized: ({ authAppId, outBizNo }) => void kinds.push(`authorized ${authAppId} ${outBizNo}`),
      cancelled: ({ authAppId }) => void kinds.push(`cancelled ${authAppId}`),
      serviceOrder: ({ orderId, isvTicket, orderedAt }) =>
        void kinds.push(`order ${orderId} ${isvTicket} ${orderedAt}`),
      other: (notification) => void others.push(notification),
    });
    const common = { app_id: appId, charset: 'UTF-8', version: '1.0' };
    const bodies = [
      await signedNotification({
        ...common,
        notify_id: 'a1',
        notify_type: 'open_app_auth_notify',
        biz_content: JSON.stringify({
          notify_context: { trigger: 'appstore', trigger_context: { out_biz_no: 'o1' } },
          detail: { app_id: appId, auth_app_id: 'm1' },
        }),
      }),
      await signedNotification({
        ...common,
        notify_id: 'c1',
        msg_method: 'alipay.open.auth.appauth.cancelled',
        utc_timestamp: '1795312800000',
        biz_content: '{"auth_app_id":"m1"}',
      }),
      await signedNotification(
        {
          ...common,
          notify_id: 's1',
          notify_type: 'servicemarket_order_notify',
          commodity_order_id: '2026112300001',
          isv_ticket: 'customer-9',
          order_time: '2026-11-23 08:00:00',
        },
        { rule: 'V2' },
      ),
      await signedNotification({
        ...common,
        notify_id: 'x1',
        msg_method: 'alipay.open.mini.order.changed',
        biz_content: '{}',
      }),
      await signedNotification(trade),
    ];
    for (const body of bodies) expect((await outcome(await handler(post(body)))).body).toBe('success');
    expect(kinds).toEqual([
      'authorized m1 o1',
      'cancelled m1',
      `order 2026112300001 customer-9 ${Date.UTC(2026, 10, 23)}`,
    ]);
    expect(others).toEqual([
      { notifyId: 'x1', appId, type: 'alipay.open.mini.order.changed' },
      { notifyId: 'trade-1', appId, type: 'trade_status_sync' },
    ]);
  });

  it('says success only after the handler has resolved', async () => {
    const stored = deferred<void>();
    const handler = handlerOf({ tradeStatus: () => stored.promise });
    let response: Response | undefined;
    const responding = handler(post(await signedNotification(trade))).then((one) => {
      response = one;
    });
    await new Promise(setImmediate);
    expect(response).toBeUndefined();
    stored.resolve();
    await responding;
    expect(await response?.text()).toBe('success');
  });

  it('says fail when the handler rejects, and reports the cause', async () => {
    const cause = new Error('the database is down');
    const handler = handlerOf({ tradeStatus: () => Promise.reject(cause) });
    expect(await outcome(await handler(post(await signedNotification(trade))))).toEqual({ status: 500, body: 'fail' });
    expect(problems).toEqual([{ reason: 'handler', message: 'the handler rejected', notifyId: 'trade-1', cause }]);
  });

  it('says fail after the time limit, and aborts the signal of the handler', async () => {
    const aborted = deferred<string>();
    const handler = handlerOf(
      {
        tradeStatus: (_, { signal }) =>
          new Promise(() => signal.addEventListener('abort', () => aborted.resolve(signal.reason.name))),
      },
      { timeout: 20 },
    );
    expect((await outcome(await handler(post(await signedNotification(trade))))).body).toBe('fail');
    expect(await aborted.promise).toBe('TimeoutError');
    expect(reasons()).toEqual(['timeout']);
  });

  it('does not call the handler for what was seen', async () => {
    const tradeStatus = vi.fn();
    const handler = handlerOf(
      { tradeStatus },
      { seen: async (notifyId, app) => notifyId === 'trade-1' && app === appId },
    );
    expect((await outcome(await handler(post(await signedNotification(trade))))).body).toBe('success');
    expect(tradeStatus).not.toHaveBeenCalled();
    await handler(post(await signedNotification({ ...trade, notify_id: 'trade-2' })));
    expect(tradeStatus).toHaveBeenCalledOnce();
  });

  it('calls the handler once for deliveries that overlap', async () => {
    const stored = deferred<void>();
    const tradeStatus = vi.fn(() => stored.promise);
    const handler = handlerOf({ tradeStatus });
    const body = await signedNotification(trade);
    const both = [handler(post(body)), handler(post(body))];
    await vi.waitUntil(() => tradeStatus.mock.calls.length > 0, { timeout: 60_000 });
    stored.resolve();
    for (const response of await Promise.all(both)) expect(await response.text()).toBe('success');
    expect(tradeStatus).toHaveBeenCalledOnce();
  });

  it('says fail to a genuine notification that nothing handles', async () => {
    const handler = handlerOf({ cancelled: () => undefined });
    expect((await outcome(await handler(post(await signedNotification(trade))))).body).toBe('fail');
    expect(problems[0]).toMatchObject({
      reason: 'unhandled',
      message: 'the notification is of a kind without a handler; add one, or "other"',
      notifyId: 'trade-1',
    });
  });

  it('picks the client of the application, and refuses those of others', async () => {
    const other = standInClient(standIn().transport, { appId: '2021000000000002' });
    const seen: string[] = [];
    const handler = handlerOf(
      { tradeStatus: (notification) => void seen.push(notification.appId) },
      { client: [client, other] },
    );
    await handler(post(await signedNotification({ ...trade, app_id: '2021000000000002' })));
    const foreign = await handler(post(await signedNotification({ ...trade, app_id: '2021000000000003' })));
    expect(await outcome(foreign)).toEqual({ status: 400, body: 'fail' });
    expect(seen).toEqual(['2021000000000002']);
    expect(reasons()).toEqual(['foreign-application']);
  });

  it('responds to the check of the address', async () => {
    const handler = handlerOf({});
    const response = await handler(
      post(await signedNotification({ service: 'alipay.service.check', charset: 'GBK' }, { rule: 'V2' })),
    );
    expect(response.headers.get('content-type')).toBe('text/xml;charset=GBK');
    expect(await response.text()).toContain('<success>true</success>');
    const forged = await handler(post('service=alipay.service.check&sign=AAAA&sign_type=RSA2'));
    expect(await forged.text()).toContain('<success>false</success>');
  });

  it.each([
    ['another method', () => new Request('https://isv.example/notify'), 405, 'method'],
    ['JSON', () => post('{}', 'application/json'), 415, 'malformed'],
    [
      'no content type',
      () => new Request('https://isv.example/notify', { method: 'POST', body: new Uint8Array(3) }),
      415,
      'malformed',
    ],
    ['a form with a field twice', () => post('a=1&a=2'), 400, 'malformed'],
    ['a body that is too large', () => post(`a=${'x'.repeat(65_536)}`), 413, 'too-large'],
    ['a forged signature', () => post(`app_id=${appId}&notify_id=1&sign=AAAA&sign_type=RSA2`), 400, 'unverified'],
    ['no signature', () => post(`app_id=${appId}&notify_id=1`), 400, 'unverified'],
  ])('says fail to %s', async (_, request, status, reason) => {
    const handler = handlerOf({ other: () => undefined });
    expect(await outcome(await handler(request()))).toEqual({ status, body: 'fail' });
    expect(reasons()).toEqual([reason]);
  });

  it('counts a body that comes in pieces without a length', async () => {
    const pieces = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_000).fill(0x61));
      },
    });
    const request = new Request('https://isv.example/notify', {
      method: 'POST',
      body: pieces,
      headers: { 'content-type': form },
      duplex: 'half',
    } as RequestInit);
    expect((await handlerOf({ other: () => undefined })(request)).status).toBe(413);
  });

  it('says what to do when the body was read before', async () => {
    const request = post(await signedNotification(trade));
    await request.text();
    expect(await outcome(await handlerOf({ tradeStatus: () => undefined })(request))).toEqual({
      status: 500,
      body: 'fail',
    });
    expect(problems[0]).toMatchObject({
      reason: 'body-consumed',
      message:
        'the body has been read before: mount the handler in front of the body parser, or keep the bytes in request.rawBody',
    });
  });

  it('shows nothing of a notification in what it reports', async () => {
    const secret = 'a-token-that-must-not-show';
    const handler = handlerOf({ other: () => undefined });
    await handler(post(`app_id=${appId}&notify_id=${secret}&biz_content=${secret}&sign=AAAA&sign_type=RSA2`));
    expect(JSON.stringify(problems)).not.toContain(secret);
    expect(problems[0]?.cause).toBeInstanceOf(AlipayError);
  });

  it('warns the process when nobody listens to problems', async () => {
    const warning = new Promise<Error>((resolve) => process.once('warning', resolve));
    const handler = alipayHandler({ client, on: { other: () => undefined } });
    await handler(post('a=1&a=2'));
    expect(await warning).toMatchObject({
      name: 'AlipayHandlerWarning',
      message: 'malformed: a: the field comes twice',
    });
  });
});

describe('the options of a notification handler', () => {
  it.each([
    [{ client: undefined }, 'client: expected an AlipayClient or a list'],
    [{ client: [] }, 'client: expected at least one AlipayClient'],
    [{ client: [client, client] }, `client: the application ${appId} comes twice`],
    [{ on: undefined }, 'on: expected an object, found nothing'],
    [{ on: { tradeStatuses: () => undefined } }, 'tradeStatuses: there is no such option'],
    [{ on: { tradeStatus: 'x' } }, 'on.tradeStatus: expected a function, found other text'],
    [{ timeout: 0 }, 'timeout: expected a positive number, found 0'],
    [{ bodyLimit: 2 ** 21 }, 'bodyLimit: expected at most 1048576 bytes, found 2097152'],
    [{ seen: 1 }, 'seen: expected a function, found 1'],
    [{ timeOut: 1 }, 'timeOut: there is no such option; is it timeout?'],
  ])('%o are refused', (change, message) => {
    const options = { client, on: {}, ...change } as unknown as AlipayHandlerOptions;
    expect(() => alipayHandler(options)).toThrow(new TypeError(message));
  });
});
