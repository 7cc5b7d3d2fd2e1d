import { authString, parsePrivateKey, requestSignString, signRequest } from '@lingpai/alipay';
import { describe, expect, it } from 'vitest';
import { requestSigning } from '../support/vectors.js';

describe('a request signature', () => {
  const privateKey = parsePrivateKey(requestSigning.privateKeyPkcs8);

  it.each(requestSigning.cases)('matches the vector to the byte: $name', async (vector) => {
    const auth = authString(vector);
    expect(auth).toBe(vector.authString);
    expect(requestSignString(auth, vector)).toBe(vector.signString);
    await expect(signRequest(vector, vector, privateKey)).resolves.toBe(vector.authorization);
  });

  it('is made off the event loop', async () => {
    const [vector] = requestSigning.cases;
    if (vector === undefined) throw new Error('no vector');
    const order: string[] = [];
    const signed = signRequest(vector, vector, privateKey).then(() => order.push('signed'));
    await Promise.resolve();
    order.push('loop went on');
    await signed;
    expect(order).toEqual(['loop went on', 'signed']);
  });
});
