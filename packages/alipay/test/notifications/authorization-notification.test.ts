import { AlipayNotificationError, readAuthorizationNotification, readCancellationNotification } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notifications } from '../support/vectors.js';

const [authorization, message] = notifications.cases.map(({ fields }) => fields);
const token = '202611BB9d3901a7d39d4350a49fb00000000001';

describe('an authorization notification', () => {
  it('is read with numbers as numbers', () => {
    expect(readAuthorizationNotification(authorization ?? {})).toEqual({
      notifyId: '2026112300222004232009800000000007',
      appId: '2021000000000001',
      authAppId: '2021000000000002',
      userId: '2088120000000002',
      appAuthCode: 'fa861f9d7032404bae53f54247000001',
      appAuthToken: token,
      appRefreshToken: '202611BB81e2730b7ecc4295a551e00000000001',
      expiresIn: 31536000,
      reExpiresIn: 32140800,
      authTime: 1764201600000,
      trigger: 'appstore',
      outBizNo: '2026112300001',
    });
  });

  it('may have numbers as text, and lack whatever is not needed', () => {
    const content = { detail: { auth_time: '1764201600000', expires_in: '', re_expires_in: 'soon', user_id: 2088 } };
    const fields = { ...authorization, biz_content: JSON.stringify(content) };
    expect(readAuthorizationNotification(fields)).toMatchObject({
      appId: '2021000000000001',
      authAppId: '2021000000000002',
      userId: '2088',
      authTime: 1764201600000,
      expiresIn: undefined,
      reExpiresIn: undefined,
      appAuthToken: undefined,
      trigger: undefined,
    });
  });

  it.each([
    [{ biz_content: 'x' }, 'biz_content: expected JSON'],
    [{ biz_content: '[]' }, 'biz_content: expected an object'],
    [{ notify_id: '' }, 'notify_id: the notification lacks this field'],
    [{ biz_content: '{}', auth_app_id: '' }, 'auth_app_id: the notification lacks this field'],
  ])('is refused when it is not whole: %j', (change, text) => {
    expect(() => readAuthorizationNotification({ ...authorization, ...change })).toThrow(
      new AlipayNotificationError(text, 'malformed'),
    );
  });

  it('is not another notification', () => {
    expect(readAuthorizationNotification(message ?? {})).toBeUndefined();
  });
});

describe('a notification of a cancellation', () => {
  it('is read', () => {
    expect(readCancellationNotification(message ?? {})).toEqual({
      notifyId: '2026112300222004232009800000000008',
      appId: '2021000000000001',
      sentAt: 1764201700000,
      authAppId: '2021000000000002',
      userId: '2088120000000002',
      appAuthToken: undefined,
    });
  });

  it('may be of the older form, with the token as order_id', () => {
    const fields = {
      msg_id: '7',
      msg_key: 'alipay.open.auth.appauth.cancelled',
      app_id: '2021000000000001',
      biz_content: JSON.stringify({ order_id: token, user_id: '2088120000000002' }),
    };
    expect(readCancellationNotification(fields)).toEqual({
      notifyId: '7',
      appId: '2021000000000001',
      sentAt: undefined,
      authAppId: undefined,
      userId: '2088120000000002',
      appAuthToken: token,
    });
  });

  it('is not another notification', () => {
    expect(readCancellationNotification(authorization ?? {})).toBeUndefined();
  });
});

it('what a notification holds never makes reading fail in another way, nor shows in the error', () => {
  const content = fc.oneof(fc.json(), fc.string(), fc.constant(`"${token}"`), fc.constant(`${token}{`));
  fc.assert(
    fc.property(content, fc.constantFrom('open_app_auth_notify', 'x'), (bizContent, type) => {
      const fields = {
        notify_type: type,
        msg_method: 'alipay.open.auth.appauth.cancelled',
        notify_id: '1',
        biz_content: bizContent,
      };
      for (const read of [readAuthorizationNotification, readCancellationNotification]) {
        try {
          read(fields);
        } catch (error) {
          expect(error).toBeInstanceOf(AlipayNotificationError);
          expect(String(error)).not.toContain(token);
        }
      }
    }),
  );
});
