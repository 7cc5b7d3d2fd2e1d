// Keys and certificates for one benchmark run.
import 'reflect-metadata';
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(/** @type {Crypto} */ (webcrypto));

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

function rsaPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

const bytesOf = (pem) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');

async function certificate(subject, subjectPublicKey, issuer, issuerPrivateKey, serialNumber, isAuthority) {
  const publicKey = await webcrypto.subtle.importKey('spki', bytesOf(subjectPublicKey), algorithm, true, ['verify']);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', bytesOf(issuerPrivateKey), algorithm, true, ['sign']);
  const made = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject,
    issuer,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    publicKey,
    signingKey,
    extensions: isAuthority ? [new x509.BasicConstraintsExtension(true, undefined, true)] : [],
  });
  return made.toString('pem');
}

/** Both sides' key pairs, a content key, and certificates for certificate mode. */
export async function makeCredentials() {
  const app = rsaPair();
  const alipay = rsaPair();
  const root = rsaPair();
  const rootName = 'C=CN, O=Benchmark, CN=Benchmark Root';
  const rootCert = await certificate(rootName, root.publicKey, rootName, root.privateKey, '01', true);
  const appCert = await certificate('C=CN, CN=app', app.publicKey, rootName, root.privateKey, '02', false);
  const alipayCert = await certificate('C=CN, CN=alipay', alipay.publicKey, rootName, root.privateKey, '03', false);
  return {
    appId: '2021000000000001',
    privateKey: app.privateKey,
    alipayPublicKey: alipay.publicKey,
    alipayPrivateKey: alipay.privateKey,
    encryptKey: Buffer.alloc(16, 7).toString('base64'),
    appCert,
    alipayCert,
    rootCert,
  };
}
