import type { ApiClient, ApiPromise } from '@lingpai/alipay';
import {
  AlipayMarketingActivityOrdervoucherApi,
  type VoucherUseRuleInfo,
} from '@lingpai/alipay/apis/alipay-marketing-activity-ordervoucher';
import {
  AlipayOpenAuthTokenApi,
  type AlipayOpenAuthTokenAppErrorCode,
  type AlipayOpenAuthTokenAppModel,
  type AlipayOpenAuthTokenAppResponseModel,
  type CommonErrorCode,
} from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenFileApi } from '@lingpai/alipay/apis/alipay-open-file';
import { AlipayOpenPublicMenuApi } from '@lingpai/alipay/apis/alipay-open-public-menu';
import { AlipayTradeApi, type AlipayTradeQueryModel } from '@lingpai/alipay/apis/alipay-trade';
import type * as models from '@lingpai/alipay/apis/models';
import { describe, expectTypeOf, it } from 'vitest';

const client: ApiClient = {
  call: () => {
    throw new Error('nothing is called here');
  },
};
/** Holds calls that are only type-checked. */
function never(_calls: () => unknown): void {}

describe('the types of a generated API', () => {
  it('are those of the operation', () => {
    type Method = AlipayOpenAuthTokenApi['app'];
    expectTypeOf<Parameters<Method>[0]>().toEqualTypeOf<AlipayOpenAuthTokenAppModel>();
    expectTypeOf<ReturnType<Method>>().toEqualTypeOf<ApiPromise<AlipayOpenAuthTokenAppResponseModel>>();
    expectTypeOf<AlipayTradeQueryModel>().toHaveProperty('out_trade_no').toEqualTypeOf<string | undefined>();
    expectTypeOf<ReturnType<AlipayTradeApi['close']>>().toExtend<PromiseLike<{ trade_no?: string | undefined }>>();
  });

  it('of shared models are the same from every module', () => {
    expectTypeOf<VoucherUseRuleInfo>().toEqualTypeOf<models.VoucherUseRuleInfo>();
    expectTypeOf<CommonErrorCode>().toEqualTypeOf<models.CommonErrorCode>();
  });

  it('of error codes know the listed ones and take others', () => {
    const codes: AlipayOpenAuthTokenAppErrorCode[] = ['APP_NOT_ISV', 'app-cert-expired', 'added later'];
    const common: CommonErrorCode = 'app-key-security-risk';
    // @ts-expect-error not one of the gateway's codes
    const wrong: CommonErrorCode = 'app-key-security-risk, app-cert-expired';
    never(() => [codes, common, wrong]);
  });

  it('refuse parameters that the operation does not have', () => {
    const tokens = new AlipayOpenAuthTokenApi(client);
    const trade = new AlipayTradeApi(client);
    never(() => tokens.app({ grant_type: 'refresh_token', refresh_token: 'x' }));
    // @ts-expect-error the name on the wire is grant_type
    never(() => tokens.app({ grantType: 'refresh_token' }));
    // @ts-expect-error a text is wanted
    never(() => trade.query({ out_trade_no: 1 }));
    // @ts-expect-error the time limit is an option, not a parameter
    never(() => trade.query({ timeout: 1000 }));
    never(() => trade.query({ trade_no: '1' }, { timeout: 1000 }));
  });

  it('reject a call that lacks what the value of another field requires', () => {
    const tokens = new AlipayOpenAuthTokenApi(client);
    never(() => tokens.app({ grant_type: 'authorization_code', code: 'x' }));
    // @ts-expect-error grant_type is missing
    never(() => tokens.app());
    // @ts-expect-error grant_type is missing
    never(() => tokens.app({ code: 'x' }));
    // @ts-expect-error code is missing
    never(() => tokens.app({ grant_type: 'authorization_code' }));
    // @ts-expect-error refresh_token is missing
    never(() => tokens.app({ grant_type: 'refresh_token', refresh_token: undefined }));
    // @ts-expect-error there is no such grant type; a value beyond the known ones goes through client.request
    never(() => tokens.app({ grant_type: 'password', code: 'x' }));
  });

  it('reject a call that has none of the fields of which one is needed', () => {
    const trade = new AlipayTradeApi(client);
    never(() => trade.query({ out_trade_no: '1' }));
    never(() => trade.query({ trade_no: '1' }));
    never(() => trade.query({ out_trade_no: '1', trade_no: '1' }));
    // @ts-expect-error neither out_trade_no nor trade_no
    never(() => trade.query({}));
    // @ts-expect-error neither out_trade_no nor trade_no
    never(() => trade.query({ query_options: [] }));
  });

  it('suggest known values and take others', () => {
    const trade = new AlipayTradeApi(client);
    never(() => trade.query({ trade_no: '1', query_options: ['added later'] }));
    type PayMode = NonNullable<Parameters<AlipayTradeApi['pay']>[0]>['advance_payment_type'];
    expectTypeOf<'ENJOY_PAY_V2'>().toExtend<PayMode>();
    expectTypeOf<string>().toExtend<PayMode>();
  });

  it('reject a call that lacks a path parameter', () => {
    const vouchers = new AlipayMarketingActivityOrdervoucherApi(client);
    never(() => vouchers.stop({ activity_id: '1' }));
    // @ts-expect-error activity_id is missing
    never(() => vouchers.stop({}));
    // @ts-expect-error activity_id is missing
    never(() => vouchers.stop());
  });

  it('take no parameters where the operation has none', () => {
    const menu = new AlipayOpenPublicMenuApi(client);
    never(() => menu.query({ timeout: 1000 }));
    // @ts-expect-error only options
    never(() => menu.query({}, { timeout: 1000 }));
  });

  it('take files where the operation has them', () => {
    const files = new AlipayOpenFileApi(client);
    never(() => files.upload({ file_content: { path: 'photo.png' } }));
    never(() => files.upload({ file_content: new Uint8Array(1), data: { biz_code: 'x' } }));
    // @ts-expect-error a path stands in an object, so that no text is read as a file by mistake
    never(() => files.upload({ file_content: 'photo.png' }));
  });

  it('of responses require a check before use', () => {
    never(async () => {
      const { tokens } = await new AlipayOpenAuthTokenApi(client).app({ grant_type: 'authorization_code', code: 'x' });
      // @ts-expect-error every property of a response can be missing
      const first: string = tokens[0].app_auth_token;
      return first;
    });
  });
});
