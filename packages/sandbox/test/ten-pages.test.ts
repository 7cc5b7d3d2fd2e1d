import { AlipayClient } from '@lingpai/alipay';
import { AlipayEbppInvoiceExpenserulesProjectemployeeApi } from '@lingpai/alipay/apis/alipay-ebpp-invoice-expenserules-projectemployee';
import { AlipayFundTransUniApi } from '@lingpai/alipay/apis/alipay-fund-trans-uni';
import { AlipayIserviceCcmAgentApi } from '@lingpai/alipay/apis/alipay-iservice-ccm-agent';
import { AlipayMerchantIotDeviceApi } from '@lingpai/alipay/apis/alipay-merchant-iot-device';
import { AlipayOpenAgentApi } from '@lingpai/alipay/apis/alipay-open-agent';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenMiniInnerversionApi } from '@lingpai/alipay/apis/alipay-open-mini-innerversion';
import { AlipayOpenMiniVersionBuildApi } from '@lingpai/alipay/apis/alipay-open-mini-version-build';
import { AlipayTradeApi } from '@lingpai/alipay/apis/alipay-trade';
import { type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { merchant } from './support/merchants.js';

// Ten operations, each called as its page of the reference describes it: five that most integrations need, and five drawn
// by mulberry32 with the seed 2026 from the sorted ids of all operations.

let sandbox: RunningSandbox;
let own: AlipayClient;
let shop: AlipayClient;

beforeAll(async () => {
  sandbox = await startSandbox({ settings: { strict: true, unknownFields: 'refuse' } });
  const { appId, privateKey = '', alipayPublicKey } = sandbox.app('key');
  own = new AlipayClient({
    appId,
    privateKey,
    alipayPublicKey,
    endpoint: sandbox.endpoint,
    checks: true,
    maxRetries: 0,
  });
  const { app_auth_token: token } = await new AlipayOpenAuthTokenApi(own).app({
    grant_type: 'authorization_code',
    code: consent(1),
  });
  shop = own.onBehalfOf(token ?? expect.fail('there is no token'));
});

afterAll(() => sandbox.close());

function consent(number: number): string {
  const { appId } = sandbox.app('key');
  return sandbox.consent({ appId, merchantApplications: [merchant(number)] }).app_auth_code;
}

/** Each call, and a member of its response. */
const calls: Readonly<Record<string, readonly [call: () => PromiseLike<object>, member: string | undefined]>> = {
  'alipay.open.auth.token.app': [
    () => new AlipayOpenAuthTokenApi(own).app({ grant_type: 'authorization_code', code: consent(2) }),
    'app_auth_token',
  ],
  'alipay.trade.precreate': [
    () =>
      new AlipayTradeApi(shop).precreate({
        out_trade_no: 'order_20261126_0042',
        subject: '拿铁咖啡',
        total_amount: '28.00',
        notify_url: 'https://shop.example.com/alipay/notify',
        timeout_express: '15m',
        goods_detail: [{ goods_id: 'latte', goods_name: '拿铁咖啡', quantity: 1, price: '28.00' }],
      }),
    'qr_code',
  ],
  'alipay.trade.refund': [
    async () => {
      const trades = new AlipayTradeApi(shop);
      const order = { out_trade_no: 'order_20261126_0041', subject: '三明治', total_amount: '18.00' };
      await trades.pay({ ...order, auth_code: '281234567890123456', scene: 'bar_code' });
      return trades.refund({
        out_trade_no: order.out_trade_no,
        out_request_no: 'refund_20261126_0001',
        refund_amount: '8.00',
        refund_reason: '商品售罄',
      });
    },
    'refund_fee',
  ],
  'alipay.fund.trans.uni.transfer': [
    () =>
      new AlipayFundTransUniApi(own).transfer({
        out_biz_no: 'transfer_20261126_0001',
        product_code: 'TRANS_ACCOUNT_NO_PWD',
        biz_scene: 'DIRECT_TRANSFER',
        trans_amount: '120.00',
        order_title: '十一月佣金',
        payee_info: { identity: '2088102146225135', identity_type: 'ALIPAY_USER_ID' },
      }),
    'order_id',
  ],
  'alipay.open.agent.create': [
    () =>
      new AlipayOpenAgentApi(own).create({
        account: 'merchant@example.com',
        contact_info: {
          contact_name: '张三',
          contact_mobile: '13800000000',
          contact_email: 'contact@example.com',
        },
      }),
    'batch_no',
  ],
  'alipay.merchant.iot.device.verify': [
    () =>
      new AlipayMerchantIotDeviceApi(own).verify({
        device_id_type: 'SN',
        device_sn: 'SN20261126000001',
        supplier_id: '201901111100635561',
        merchant_type: 'direct',
        pid: '2088101117955611',
      }),
    undefined,
  ],
  'alipay.iservice.ccm.agent.query': [
    () => new AlipayIserviceCcmAgentApi(own).query({ email: 'contact@example.com', page_num: 1, page_size: 20 }),
    'agents',
  ],
  'alipay.open.mini.version.build.query': [
    () => new AlipayOpenMiniVersionBuildApi(shop).query({ app_version: '0.0.1' }),
    'build_status',
  ],
  'alipay.open.mini.innerversion.upgrade': [
    () =>
      new AlipayOpenMiniInnerversionApi(own).upgrade({
        mini_app_id: '2021000012345679',
        template_id: '2021000012345680',
        template_version: '0.0.5',
        bundle_id: 'com.alipay.alipaywallet',
      }),
    undefined,
  ],
  'alipay.ebpp.invoice.expenserules.projectemployee.modify': [
    () =>
      new AlipayEbppInvoiceExpenserulesProjectemployeeApi(own).modify({
        account_id: '2088101117955611',
        agreement_no: '20265811235900012345',
        project_id: '20261126000001',
        add_employee_list: ['2088102146225135'],
      }),
    'success',
  ],
};

it.each(Object.entries(calls))('%s passes the checks and has a verified response', async (_, [call, member]) => {
  const response = await call();
  expect(Object.keys(response)).toEqual(member === undefined ? [] : expect.arrayContaining([member]));
});
