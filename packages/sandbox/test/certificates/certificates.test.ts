import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCertificates, rootCertificateSerialNumber } from '@lingpai/alipay';
import { startSandbox } from '@lingpai/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingpai-test-'));
});

afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function certificatesAt(now: number, keys: 'cached' | 'fresh' = 'cached') {
  vi.stubEnv('XDG_CACHE_HOME', folder);
  await using sandbox = await startSandbox({ applications: [{ mode: 'certificate' }], clock: () => now, keys });
  const { appId, privateKey = '', appCert = '', alipayCert = '', alipayRootCert = '' } = sandbox.app('certificate');
  return { appId, privateKey, appCert, alipayCert, alipayRootCert };
}

const start = Date.UTC(2026, 10, 23);
const year = 366 * 86_400_000;

describe('the certificates of a sandbox', () => {
  it('are issued as Alipay’s are: its own below Class 2 R1, an application’s below Class 1 R1', async () => {
    const { appId, appCert, alipayCert } = await certificatesAt(start);
    const own = new X509Certificate(alipayCert);
    expect(own.issuer).toContain('CN=Lingpai Sandbox Class 2 R1');
    expect(own.subject).toMatch(/CN=[^\d-]+-2088\d{12}$/);
    const application = new X509Certificate(appCert);
    expect(application.issuer).toContain('CN=Lingpai Sandbox Class 1 R1');
    expect(application.subject).toMatch(new RegExp(`CN=2088\\d{12}-${appId}$`));
  });

  it('come in files as Alipay’s: one certificate for the application, blank lines between the roots', async () => {
    const { appCert, alipayRootCert } = await certificatesAt(start);
    expect(parseCertificates(appCert, 'appCert')).toHaveLength(1);
    const pieces = alipayRootCert.split('\n\n');
    expect(pieces.map((piece) => parseCertificates(piece, 'root').length)).toEqual([1, 1, 1]);
  });

  it('chain from Alipay’s own to the first root', async () => {
    const { appId, privateKey, appCert, alipayCert, alipayRootCert } = await certificatesAt(start);
    const [root] = parseCertificates(alipayRootCert, 'alipayRootCert');
    for (const pem of [alipayCert]) {
      const [leaf, intermediate, ...more] = parseCertificates(pem, 'certificate');
      expect(more).toEqual([]);
      expect(leaf?.verify(intermediate?.publicKey ?? createPrivateKey(''))).toBe(true);
      expect(intermediate?.verify(root?.publicKey ?? createPrivateKey(''))).toBe(true);
      expect([leaf?.ca, intermediate?.ca, root?.ca]).toEqual([false, true, true]);
    }
    const leaf = new X509Certificate(appCert);
    expect(leaf.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    expect(leaf.subject).toBe(`C=CN\nO=Lingpai Sandbox\nOU=Alipay\nCN=2088000000000000-${appId}`);
  });

  it('have three roots, of which the one signed with an elliptic curve does not count', async () => {
    const { alipayRootCert } = await certificatesAt(start);
    const roots = parseCertificates(alipayRootCert, 'alipayRootCert');
    expect(roots.map(({ publicKey }) => publicKey.asymmetricKeyType)).toEqual(['rsa', 'ec', 'rsa']);
    expect(rootCertificateSerialNumber(alipayRootCert)).toMatch(/^[0-9a-f]{32}_[0-9a-f]{32}$/);
  });

  it('are valid from the sandbox’s start, by its own clock', async () => {
    for (const now of [start + 50 * year, start]) {
      const { appCert, alipayCert, alipayRootCert } = await certificatesAt(now);
      for (const certificate of [appCert, alipayCert, alipayRootCert].flatMap((pem) => parseCertificates(pem, 'all'))) {
        expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(now);
        expect(Date.parse(certificate.validTo)).toBeGreaterThan(now + 3 * year - 86_400_000 * 3);
      }
    }
  });

  it('are reused by the next sandbox while they remain valid long enough', async () => {
    const first = await certificatesAt(start);
    expect(await certificatesAt(start + year)).toEqual(first);
    const later = await certificatesAt(start + 4 * year);
    expect(later.alipayRootCert).toBe(first.alipayRootCert);
    expect(later.appCert).not.toBe(first.appCert);
  });

  it('are generated again with keys: fresh', async () => {
    const kept = await certificatesAt(start);
    const files = await readdir(join(folder, 'lingpai', 'sandbox'));
    const fresh = await certificatesAt(start, 'fresh');
    expect(fresh.privateKey).not.toBe(kept.privateKey);
    expect(fresh.alipayRootCert).not.toBe(kept.alipayRootCert);
    expect(await certificatesAt(start)).toEqual(kept);
    expect(await readdir(join(folder, 'lingpai', 'sandbox'))).toEqual(files);
  });
});
