import { AlipayError, AlipaySignatureError, createContentCipher, signRsa } from '@lingpai/alipay';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alipayKeys, standIn, standInClient } from '../support/alipay-stand-in.js';

const encryptKey = Buffer.alloc(16, 5).toString('base64');
const cipher = createContentCipher(encryptKey);
const client = standInClient(standIn().transport, { encryptKey });
const phone = { code: '10000', msg: 'Success', mobile: '15976719050' };

async function sealed(content: object) {
  const response = cipher.encrypt(JSON.stringify(content));
  const sign = await signRsa(`"${response}"`, alipayKeys.privateKey);
  return { response, sign, sign_type: 'RSA2', encrypt_type: 'AES', charset: 'UTF-8' };
}

async function refusal(response: unknown, of = client): Promise<unknown> {
  return of.decryptMiniProgramContent(response as string).then(
    () => {
      throw new Error('it was accepted');
    },
    (error: unknown) => error,
  );
}

describe('a content of a mini program', () => {
  it('is verified together with its quotes, then decrypted', async () => {
    const envelope = await sealed(phone);
    await expect(client.decryptMiniProgramContent(envelope)).resolves.toEqual(phone);
    await expect(client.decryptMiniProgramContent(JSON.stringify(envelope))).resolves.toEqual(phone);
    const { response, sign } = envelope;
    await expect(client.decryptMiniProgramContent({ response, sign })).resolves.toEqual(phone);
  });

  it('of a merchant is opened with the key of the merchant', async () => {
    const keyless = standInClient(standIn().transport);
    const envelope = await sealed(phone);
    await expect(keyless.decryptMiniProgramContent(envelope, { encryptKey })).resolves.toEqual(phone);
    await expect(keyless.decryptMiniProgramContent(envelope)).rejects.toThrow(
      new TypeError('encryptKey: the content is encrypted, and there is no key to decrypt it with'),
    );
  });

  it('may be plain, signed as the exact text that it is', async () => {
    const content = '{ "code":"10000", "steps": 7.0 }';
    const sign = await signRsa(content, alipayKeys.privateKey);
    await expect(client.decryptMiniProgramContent(`{"response":${content},"sign":"${sign}"}`)).resolves.toEqual({
      code: '10000',
      steps: 7,
    });
    await expect(client.decryptMiniProgramContent({ response: content, sign })).resolves.toMatchObject({ steps: 7 });
    const exact = { response: { code: '10000' }, sign: await signRsa('{"code":"10000"}', alipayKeys.privateKey) };
    await expect(client.decryptMiniProgramContent(exact)).resolves.toEqual({ code: '10000' });
  });

  it('of failure is an AlipayApiError, unsigned where an application lacks a key', async () => {
    const content = { code: '40003', msg: 'Insufficient Conditions', subCode: 'isv.invalid-auth-relations' };
    expect(await refusal(await sealed(content))).toMatchObject({
      name: 'AlipayApiError',
      code: 'isv.invalid-auth-relations',
      message: 'Insufficient Conditions',
      verified: true,
    });
    for (const response of [content, { response: content }, { response: JSON.stringify(content) }]) {
      expect(await refusal(response)).toMatchObject({ code: 'isv.invalid-auth-relations', verified: false });
    }
    expect(await refusal('{"code":40001}')).toMatchObject({ code: 'unknown', message: 'unknown', verified: false });
  });

  it.each([
    ['no signature', { sign: undefined }, 'missing', 'the content lacks sign, so it cannot be verified'],
    ['an empty signature', { sign: '' }, 'missing', 'the content lacks sign, so it cannot be verified'],
    [
      'a wrong signature',
      { sign: 'AAAA' },
      'wrong',
      'the content bears a signature that is not of the configured Alipay key',
    ],
    [
      'SHA-1',
      { sign_type: 'RSA' },
      'unsupported',
      'the content is not of sign_type RSA2, encrypt_type AES and charset UTF-8',
    ],
    [
      'GBK',
      { charset: 'GBK' },
      'unsupported',
      'the content is not of sign_type RSA2, encrypt_type AES and charset UTF-8',
    ],
  ])('is refused with %s', async (_, change, problem, message) => {
    const error = await refusal({ ...(await sealed(phone)), ...change });
    expect(error).toBeInstanceOf(AlipaySignatureError);
    expect(error).toMatchObject({ problem, message });
  });

  it('is refused when it is plain, unsigned and says that it succeeded', async () => {
    expect(await refusal({ response: phone })).toMatchObject({ name: 'AlipaySignatureError', problem: 'missing' });
  });

  it('is refused when it does not open, or is not JSON', async () => {
    const other = standInClient(standIn().transport, { encryptKey: Buffer.alloc(16, 6).toString('base64') });
    expect(await refusal(await sealed(phone), other)).toMatchObject({
      name: 'AlipayContentError',
      problem: 'undecipherable',
      message: 'the content does not open with encryptKey; is it the key of this mini program?',
    });
    const response = cipher.encrypt('7');
    const sign = await signRsa(`"${response}"`, alipayKeys.privateKey);
    expect(await refusal({ response, sign })).toMatchObject({
      problem: 'not-json',
      message: 'the content is not the JSON of an object',
    });
    expect(await refusal('<html>')).toMatchObject({
      problem: 'not-json',
      message: 'the response is not the JSON of an object',
    });
  });

  it('is the mistake of the caller when it is neither text nor an object', async () => {
    expect(await refusal(7)).toEqual(
      new TypeError('response: expected what the mini program got, text or an object, found number'),
    );
  });

  it('is refused when its cipher text or its signature is changed', async () => {
    const envelope = await sealed(phone);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('response', 'sign'), fc.nat(), fc.string(), async (name, at, text) => {
        const value = envelope[name as 'response' | 'sign'];
        const position = at % value.length;
        const changed = value.slice(0, position) + text + value.slice(position + 1);
        fc.pre(!Buffer.from(changed, 'base64').equals(Buffer.from(value, 'base64')));
        expect(await refusal({ ...envelope, [name]: changed })).toBeInstanceOf(AlipaySignatureError);
      }),
    );
  });

  it('never fails in another way, whatever the mini program brings', async () => {
    const value = fc.anything({ withNullPrototype: true });
    const bag = fc.record({ response: value, sign: value, sign_type: value, charset: value }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), bag), async (response) => {
        expect(await refusal(response)).toBeInstanceOf(AlipayError);
      }),
    );
  });
});
