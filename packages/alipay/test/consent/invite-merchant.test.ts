import { AlipayApiError, AlipayContentError } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { standInClient } from '../support/alipay-stand-in.js';
import { sentForm } from '../support/certificate-mode.js';
import { answering, signedBody } from '../support/signed-response-v2.js';

const member = 'alipay_open_auth_appauth_invite_create_response';
const url = 'https://b.alipay.com/page/message/tasksDetail?bizData=1';
const invitation = {
  authAppId: '2021000000000777',
  redirectUri: 'https://isv.example.com/callback',
  state: 'c2hvcC03',
};

async function clientFor(content: object) {
  const { transport, sent } = answering(await signedBody(member, JSON.stringify(content)));
  return { client: standInClient(transport), sent };
}

describe('inviting a merchant', () => {
  it('returns the page on which the merchant consents', async () => {
    const { client, sent } = await clientFor({ code: '10000', msg: 'Success', task_page_url: url });
    const response = await client.inviteMerchant(invitation).withResponse();
    expect(response).toMatchObject({ data: { url }, status: 200, traceId: 'trace-2' });
    const form = sentForm(sent[0]);
    expect(form.method).toBe('alipay.open.auth.appauth.invite.create');
    expect(JSON.parse(form.biz_content ?? '')).toEqual({
      auth_app_id: '2021000000000777',
      redirect_url: 'https://isv.example.com/callback',
      state: 'c2hvcC03',
    });
  });

  it('is done by the application itself, also by a client that acts for a merchant', async () => {
    const { client, sent } = await clientFor({ code: '10000', msg: 'Success', task_page_url: url });
    await client.onBehalfOf('202611BB9d3901a7d39d4350a49fb00000000001').inviteMerchant(invitation);
    expect(sentForm(sent[0])).not.toHaveProperty('app_auth_token');
  });

  it('rejects with the code of Alipay', async () => {
    const { client } = await clientFor({
      code: '40004',
      msg: 'Business Failed',
      sub_code: 'APP_NOT_FOUND',
      sub_msg: '',
    });
    const error = await client.inviteMerchant(invitation).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AlipayApiError);
    expect(error).toMatchObject({ code: 'APP_NOT_FOUND', verified: true });
  });

  it.each([[{}], [{ task_page_url: '' }], [{ task_page_url: 7 }]])(
    'rejects a response without the page: %j',
    async (model) => {
      const { client } = await clientFor({ code: '10000', msg: 'Success', ...model });
      const error = await client.inviteMerchant(invitation).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(AlipayContentError);
      expect(error).toMatchObject({ message: 'the response has no task_page_url', problem: 'not-json' });
    },
  );

  const id = "authAppId: expected the merchant application's id, up to 16 letters and digits";
  const state = 'state: expected base64 of up to 100 characters, as invitations need it';
  it.each([
    [{ authAppId: '' }, id],
    [{ authAppId: '20210000000007777' }, id],
    [
      { redirectUri: '/callback' },
      'redirectUri: expected an absolute address without a fragment, such as "https://example.com/callback"',
    ],
    [
      { redirectUri: `https://isv.example.com/${'a'.repeat(477)}` },
      'redirectUri: expected at most 500 characters in an invitation, found 501',
    ],
    [{ state: '' }, state],
    [{ state: 'shop-7' }, state],
    [{ state: 'c2hvcC0' }, state],
    [{ state: 'QUJD'.repeat(26) }, state],
    [{ appId: '1' }, 'appId: there is no such option'],
  ])('refuses %j before anything is sent', async (wrong, message) => {
    const { client, sent } = await clientFor({});
    await expect(client.inviteMerchant({ ...invitation, ...wrong })).rejects.toThrow(new TypeError(message));
    expect(sent).toEqual([]);
  });

  it('takes the longest values that Alipay takes', async () => {
    const { client, sent } = await clientFor({ code: '10000', msg: 'Success', task_page_url: url });
    const redirectUri = `https://isv.example.com/${'a'.repeat(476)}`;
    await client.inviteMerchant({ authAppId: '1'.repeat(16), redirectUri, state: 'QUJD'.repeat(25) });
    expect(sent).toHaveLength(1);
  });
});
