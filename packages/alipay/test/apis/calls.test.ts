import { type AlipayResponse, type ApiClient, ApiPromise, type Operation, type RequestOptions } from '@lingpai/alipay';
import { AlipayEbppBillApi } from '@lingpai/alipay/apis/alipay-ebpp-bill';
import { AlipayIserviceCcmSwTreeApi } from '@lingpai/alipay/apis/alipay-iservice-ccm-sw-tree';
import { AlipayMarketingActivityOrdervoucherApi } from '@lingpai/alipay/apis/alipay-marketing-activity-ordervoucher';
import { AlipayOpenAuthTokenApi } from '@lingpai/alipay/apis/alipay-open-auth-token';
import { AlipayOpenAuthTokenAppApi } from '@lingpai/alipay/apis/alipay-open-auth-token-app';
import { AlipayOpenFileApi } from '@lingpai/alipay/apis/alipay-open-file';
import { describe, expect, it } from 'vitest';

interface Call {
  readonly operation: Operation;
  readonly parameters: object | undefined;
  readonly options: RequestOptions | undefined;
}

/** A client that only records its calls, and returns the same data for each. */
class NotingClient implements ApiClient {
  readonly calls: Call[] = [];
  readonly #data: unknown;

  constructor(data?: unknown) {
    this.#data = data;
  }

  call<T>(operation: Operation, parameters?: object, options?: RequestOptions): ApiPromise<T> {
    this.calls.push({ operation, parameters, options });
    const response = { data: this.#data, status: 200, headers: {}, traceId: undefined };
    return new ApiPromise<T>(Promise.resolve(response as AlipayResponse<T>));
  }
}

describe('a generated method', () => {
  it('gives the client its operation, the parameters and the options as they are', async () => {
    const client = new NotingClient({ app_auth_token: 'token' });
    const parameters = { grant_type: 'authorization_code', code: 'code' } as const;
    const options = { timeout: 1000 };
    const response = await new AlipayOpenAuthTokenApi(client).app(parameters, options);
    const operation = {
      id: 'alipay.open.auth.token.app',
      method: 'POST',
      path: '/v3/alipay/open/auth/token/app',
      body: 'json',
    };
    expect(client.calls).toEqual([{ operation, parameters, options }]);
    expect(client.calls[0]?.parameters).toBe(parameters);
    expect(client.calls[0]?.options).toBe(options);
    expect(response.app_auth_token).toBe('token');
  });

  it('sends no parameters when it is given none', async () => {
    const client = new NotingClient();
    await new AlipayOpenAuthTokenAppApi(client).query();
    expect(client.calls[0]).toEqual({
      operation: expect.objectContaining({ method: 'GET', queryParameters: ['app_auth_token'] }),
      parameters: {},
      options: undefined,
    });
  });

  it('has no parameters when the operation has none', async () => {
    const client = new NotingClient();
    const options = { requestId: 'r' };
    await new AlipayIserviceCcmSwTreeApi(client).delete(options);
    const operation = {
      id: 'alipay.iservice.ccm.sw.tree.delete',
      method: 'DELETE',
      path: '/v3/alipay/iservice/ccm/sw/tree/delete',
    };
    expect(client.calls).toEqual([{ operation, parameters: undefined, options }]);
  });

  it('says which parameters go into the path, the query and files', async () => {
    const client = new NotingClient();
    await new AlipayMarketingActivityOrdervoucherApi(client).refund({ activity_id: 'a', voucher_code: 'v' });
    await new AlipayEbppBillApi(client).add({ auth_token: 't' });
    await new AlipayOpenFileApi(client).upload({ data: { biz_code: 'b' }, file_content: new Uint8Array(1) });
    expect(client.calls.map((call) => call.operation)).toEqual([
      expect.objectContaining({ method: 'POST', body: 'json', pathParameters: ['activity_id', 'voucher_code'] }),
      expect.objectContaining({ method: 'POST', body: 'json', queryParameters: ['auth_token'] }),
      expect.objectContaining({ method: 'POST', body: 'multipart', fileParameters: ['file_content'] }),
    ]);
  });

  it('keeps its client to itself', () => {
    expect(Object.keys(new AlipayOpenAuthTokenApi(new NotingClient()))).toEqual([]);
  });
});
