import { type ApplicationCredentials, type RunningSandbox, startSandbox } from '@lingpai/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merchant } from '../support/merchants.js';
import { callJson } from '../support/signed-calls.js';

let sandbox: RunningSandbox;
let other: ApplicationCredentials;

beforeAll(async () => {
  sandbox = await startSandbox();
  other = await sandbox.createApplication({ mode: 'key' });
});

afterAll(() => sandbox.close());

const path = '/v3/alipay/open/auth/app/aes';
const get = (id: string, app?: ApplicationCredentials) =>
  callJson(sandbox, 'GET', `${path}/get?merchant_app_id=${id}`, undefined, app && { app });
const set = (body: object, app?: ApplicationCredentials) =>
  callJson(sandbox, 'POST', `${path}/set`, body, app && { app });

describe('the content key of a merchant application', () => {
  it('is absent, then 16 random bytes, then others', async () => {
    const { authAppId } = merchant(1);
    sandbox.consent({ appId: sandbox.app().appId, merchantApplications: [merchant(1)] });
    expect(await get(authAppId)).toMatchObject({ status: 200, json: {} });
    const { json: first } = await set({ merchant_app_id: authAppId });
    expect(Buffer.from(String(first.aes_key), 'base64')).toHaveLength(16);
    expect((await get(authAppId)).json).toEqual(first);
    const { json: second } = await set({ merchant_app_id: authAppId });
    expect(second.aes_key).not.toBe(first.aes_key);
    expect((await get(authAppId)).json).toEqual(second);
  });

  it('is the same for every application that the merchant authorized', async () => {
    const { authAppId } = merchant(2);
    for (const { appId } of [sandbox.app(), other]) sandbox.consent({ appId, merchantApplications: [merchant(2)] });
    const { json } = await set({ merchant_app_id: authAppId });
    expect((await get(authAppId, other)).json).toEqual(json);
  });

  it('is kept from applications that the merchant did not authorize, or no longer', async () => {
    const { authAppId } = merchant(3);
    const { appId } = sandbox.app();
    sandbox.consent({ appId, merchantApplications: [merchant(3)] });
    await set({ merchant_app_id: authAppId });
    const denied = { status: 400, json: { code: 'ACCESS_DENIED' } };
    expect(await get(authAppId, other)).toMatchObject(denied);
    expect(await set({ merchant_app_id: authAppId }, other)).toMatchObject(denied);
    sandbox.cancel({ appId, authAppId });
    expect(await get(authAppId)).toMatchObject(denied);
  });

  it.each([{}, { merchant_app_id: '' }, { merchant_app_id: 1 }])('is not found by %j', async (body) => {
    expect(await set(body)).toMatchObject({ status: 400, json: { code: 'INVALID_PARAMETER' } });
    expect(await get('')).toMatchObject({ status: 400, json: { code: 'INVALID_PARAMETER' } });
  });
});
