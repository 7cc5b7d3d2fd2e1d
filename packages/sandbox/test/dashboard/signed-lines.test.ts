import { describe, expect, it } from 'vitest';
import { signedLines } from '../../src/dashboard/browser/signed-text.js';

const names = (text: string, hasToken: boolean, isV2 = false) =>
  signedLines(text, { hasToken, isV2 }).map(({ name, text: line }) => [name, line]);

describe('the lines of a signed text', () => {
  it('are four without a token, an empty body included', () => {
    expect(names('app_id=1,nonce=2,timestamp=3\nGET\n/v3/x?a=b\n\n', false)).toEqual([
      ['Authorization without sign', 'app_id=1,nonce=2,timestamp=3'],
      ['Method', 'GET'],
      ['Path and query', '/v3/x?a=b'],
      ['Body', ''],
    ]);
  });

  it('end with the token, and a body keeps its own lines', () => {
    expect(names('app_id=1\nPOST\n/v3/x\n{\n"a": 1\n}\ntoken\n', true).slice(2)).toEqual([
      ['Path and query', '/v3/x'],
      ['Body', '{\n"a": 1\n}'],
      ['alipay-app-auth-token', 'token'],
    ]);
  });

  it('are the fields of a request to the v2 gateway', () => {
    expect(names('app_id=1&biz_content={"a":"b&c"}\n&method=alipay.trade.pay', false, true)).toEqual([
      ['app_id', 'app_id=1'],
      ['biz_content', 'biz_content={"a":"b&c"}\n'],
      ['method', 'method=alipay.trade.pay'],
    ]);
  });
});
