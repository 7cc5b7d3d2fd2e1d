import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { BasicConstraintsExtension, Extension, KeyUsageFlags, KeyUsagesExtension } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { checkChain } from '../../src/certificates/certificate-chain.js';
import { issue, noon, rootAuthority, rootPem } from '../support/certificate-mode.js';

type Issued = Awaited<ReturnType<typeof issue>>;

const oneByte = new Uint8Array([0x05, 0x00]);
const authorityExtension = new BasicConstraintsExtension(true, undefined, true);
const leafExtension = new BasicConstraintsExtension(false, undefined, true);
/** A name constraint to `example.com`: SEQUENCE { [0] { SEQUENCE { [2] "example.com" } } }. */
const permitted = Buffer.concat([
  Buffer.from([0x30, 0x11, 0xa0, 0x0f, 0x30, 0x0d, 0x82, 0x0b]),
  Buffer.from('example.com'),
]);

function check(leaf: Issued, intermediates: readonly Issued[], roots: readonly string[] = [rootPem]) {
  const read = (pem: string) => new X509Certificate(pem);
  return checkChain(read(leaf.pem), {
    roots: roots.map(read),
    intermediates: intermediates.map(({ pem }) => read(pem)),
    now: noon,
  });
}

async function chainOf(options: Parameters<typeof issue>[2], leafOptions: Parameters<typeof issue>[2] = {}) {
  const intermediate = await issue('class 9', rootAuthority, { authority: true, ...options });
  const leaf = await issue('alipay', { name: 'class 9', privateKey: intermediate.privateKey }, leafOptions);
  return check(leaf, [intermediate]);
}

describe('a chain of certificates', () => {
  it('is complete when every certificate may issue the next', async () => {
    await expect(chainOf({ pathLength: 0 })).resolves.toEqual({ kind: 'complete' });
    await expect(
      chainOf({ extensions: [authorityExtension, new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)] }),
    ).resolves.toEqual({ kind: 'complete' });
  });

  it('may hold extensions that are unknown and not critical', async () => {
    const unknown = new Extension('1.2.3.4', false, oneByte);
    await expect(chainOf({ extensions: [authorityExtension, unknown] })).resolves.toEqual({ kind: 'complete' });
  });

  it.each<[string, Parameters<typeof issue>[2], Parameters<typeof issue>[2], string]>([
    [
      'an intermediate signed with SHA-1',
      { hash: 'SHA-1' },
      {},
      'an intermediate is refused: it is signed with an algorithm that is not accepted, such as SHA-1 or MD5',
    ],
    [
      'a certificate signed with SHA-1',
      {},
      { hash: 'SHA-1' },
      'the certificate is refused: it is signed with an algorithm that is not accepted, such as SHA-1 or MD5',
    ],
    [
      'an intermediate without basic constraints',
      { extensions: [new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)] },
      {},
      'an intermediate is refused: it is not marked as an authority',
    ],
    [
      'an intermediate that is no authority',
      { authority: false },
      {},
      'an intermediate is refused: it is not marked as an authority',
    ],
    [
      'an intermediate that has expired',
      { to: noon - 1000 },
      {},
      'an intermediate is refused: it is out of its validity',
    ],
    [
      'an intermediate with a short key',
      { modulus: 512 },
      {},
      'an intermediate is refused: its key is not of RSA with at least 1024 bits',
    ],
    [
      'a critical extension that is unknown',
      { extensions: [authorityExtension, new Extension('1.2.3.4', true, oneByte)] },
      {},
      'an intermediate is refused: it has the critical extension 1.2.3.4, which is not supported',
    ],
    [
      'a critical extension of the certificate itself',
      {},
      { extensions: [leafExtension, new Extension('1.2.3.4', true, oneByte)] },
      'the certificate is refused: it has the critical extension 1.2.3.4, which is not supported',
    ],
    [
      'critical name constraints',
      { extensions: [authorityExtension, new Extension('2.5.29.30', true, permitted)] },
      {},
      'an intermediate is refused: it has name constraints, which are not supported',
    ],
    [
      'name constraints that are not critical',
      { extensions: [authorityExtension, new Extension('2.5.29.30', false, permitted)] },
      {},
      'an intermediate is refused: it has name constraints, which are not supported',
    ],
  ])('is odd with %s', async (_, options, leafOptions, reason) => {
    await expect(chainOf(options, leafOptions)).resolves.toEqual({ kind: 'odd', reason });
  });

  it('is odd when it is longer than an authority allows', async () => {
    const upper = await issue('class 8', rootAuthority, { authority: true, pathLength: 0 });
    const lower = await issue('class 9', { name: 'class 8', privateKey: upper.privateKey }, { authority: true });
    const leaf = await issue('alipay', { name: 'class 9', privateKey: lower.privateKey });
    expect(check(leaf, [lower, upper])).toEqual({
      kind: 'odd',
      reason: 'an intermediate is refused: it allows 0 intermediates below itself, found 1',
    });
    const short = await issue('short root', undefined, { pathLength: 0 });
    const middle = await issue('class 9', { name: 'short root', privateKey: short.privateKey }, { authority: true });
    const other = await issue('alipay', { name: 'class 9', privateKey: middle.privateKey });
    expect(check(other, [middle], [short.pem])).toEqual({
      kind: 'odd',
      reason: 'the root is refused: it allows 0 intermediates below itself, found 1',
    });
  });

  it('prefers a way that is in order', async () => {
    const odd = await issue('class 9', rootAuthority, { authority: true, to: noon - 1000 });
    const renewed = await issue('class 9', rootAuthority, { authority: true, key: odd.privateKey });
    const leaf = await issue('alipay', { name: 'class 9', privateKey: odd.privateKey });
    expect(check(leaf, [odd, renewed])).toEqual({ kind: 'complete' });
  });

  it('leads nowhere when a signature is not that of the named issuer', async () => {
    const intermediate = await issue('class 9', rootAuthority, { authority: true });
    const namesake = await issue('class 9', rootAuthority, { authority: true });
    const leaf = await issue('alipay', { name: 'class 9', privateKey: namesake.privateKey });
    expect(check(leaf, [intermediate])).toEqual({ kind: 'none' });
  });

  it('leads nowhere without its intermediate', async () => {
    const intermediate = await issue('class 9', rootAuthority, { authority: true });
    const leaf = await issue('alipay', { name: 'class 9', privateKey: intermediate.privateKey });
    expect(check(leaf, [])).toEqual({ kind: 'none' });
  });
});
