import { readFileSync } from 'node:fs';
import type { AlipayClient, BizContent } from '@lingpai/alipay';
import type {
  AlipayTradePagePayModel,
  BizContents,
  GatewayMethod,
  PageMethod,
  SdkMethod,
} from '@lingpai/alipay/apis/v2-pages';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { standIn, standInClient } from '../support/alipay-stand-in.js';

/** Holds calls that are only type-checked. */
function never(_calls: (client: AlipayClient) => unknown): void {}

describe('the types of v2 methods', () => {
  it('are those of the method', () => {
    expectTypeOf<BizContent<'alipay.trade.page.pay'>>().toEqualTypeOf<AlipayTradePagePayModel>();
    expectTypeOf<BizContent<'alipay.added.later'>>().toEqualTypeOf<object>();
    expectTypeOf<BizContent<string>>().toEqualTypeOf<object>();
    expectTypeOf<PageMethod | SdkMethod | GatewayMethod>().toEqualTypeOf<keyof BizContents>();
  });

  it('refuse fields that the method does not have, and other types', () => {
    const order = { out_trade_no: '7', total_amount: '1.00', subject: 's' };
    never((client) => client.pageExecute('alipay.trade.page.pay', { ...order, qr_pay_mode: '4' }));
    never((client) => client.sdkExecute('alipay.trade.app.pay', { ...order, goods_detail: [{ goods_id: '1' }] }));
    // @ts-expect-error the name on the wire is out_trade_no
    never((client) => client.pageExecute('alipay.trade.page.pay', { outTradeNo: '7' }));
    // @ts-expect-error an amount is text
    never((client) => client.pageExecute('alipay.trade.wap.pay', { ...order, total_amount: 1 }));
    // @ts-expect-error the list holds objects
    never((client) => client.sdkExecute('alipay.trade.app.pay', { ...order, goods_detail: ['1'] }));
    // @ts-expect-error a field of pages, which an invitation does not have
    never((client) => client.requestV2('alipay.open.auth.appauth.invite.create', { subject: 's' }));
    // @ts-expect-error neither out_trade_no nor trade_no
    never((client) => client.pageExecute('alipay.trade.page.refund', { refund_amount: '1.00' }));
  });

  it('suggest known values and take others', () => {
    type Mode = NonNullable<AlipayTradePagePayModel['integration_type']>;
    expectTypeOf<'PCWEB'>().toExtend<Mode>();
    expectTypeOf<string>().toExtend<Mode>();
  });

  it('stay open for other methods, and where the model of the response is named', () => {
    never((client) => client.pageExecute('alipay.added.later', { anything: [1] }));
    never((client) => client.requestV2('alipay.data.dataservice.bill.downloadurl.query', { bill_type: 'trade' }));
    never((client) => client.requestV2<{ url?: string }>('alipay.added.later', { anything: 1 }));
    never((client) =>
      client.requestV2<{ a?: string }, 'alipay.trade.merge.precreate'>('alipay.trade.merge.precreate', {}),
    );
    never((client) => client.sdkExecute('alipay.trade.app.pay'));
    const method: string = 'alipay.trade.page.pay';
    never((client) => client.pageExecute(method, { anything: 1 }));
  });

  it('change nothing about what is signed', async () => {
    const { transport } = standIn({});
    const content = { out_trade_no: '7', total_amount: '1.00', subject: 's', qr_pay_mode: 'added later' };
    const page = await standInClient(transport).pageExecute('alipay.trade.page.pay', content, { httpMethod: 'GET' });
    expect(JSON.parse(new URL(page).searchParams.get('biz_content') ?? '')).toEqual(content);
  });

  it('exist for every method and model of the catalogue', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const types = read('../../src/apis/v2-pages.ts');
    const { methods, models } = JSON.parse(read('../../catalogue/v2-pages.json'));
    expect(Object.keys(methods)).toHaveLength(13);
    expect(Object.keys(models)).toHaveLength(33);
    for (const id of Object.keys(methods)) expect(types).toMatch(new RegExp(`^  '${id}': \\w+Model;$`, 'm'));
    for (const model of Object.keys(models))
      expect(types).toMatch(new RegExp(`^export (interface|type) ${model}\\b`, 'm'));
    const fields = [
      ...Object.values<{ bizContent: object }>(methods).map(({ bizContent }) => bizContent),
      ...Object.values<object>(models),
    ];
    for (const name of fields.flatMap(Object.keys)) expect(types).toMatch(new RegExp(`^ +${name}\\??:`, 'm'));
  });
});
