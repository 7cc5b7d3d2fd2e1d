import { readFileSync } from 'node:fs';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

interface RequestSigning {
  readonly privateKeyPkcs1: string;
  readonly privateKeyPkcs8: string;
  readonly privateKeyBarePkcs1: string;
  readonly privateKeyBarePkcs8: string;
  readonly publicKey: string;
  readonly cases: readonly {
    readonly name: string;
    readonly appId: string;
    readonly appCertSn?: string;
    readonly nonce: string;
    readonly timestamp: number;
    readonly expiredSeconds?: number;
    readonly method: string;
    readonly pathAndQuery: string;
    readonly body?: string;
    readonly appAuthToken?: string;
    readonly authString: string;
    readonly signString: string;
    readonly authorization: string;
  }[];
}

interface ResponseVerification {
  readonly alipayPublicKey: string;
  readonly alipayPublicKeyBare: string;
  readonly cases: readonly {
    readonly name: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly valid: boolean;
  }[];
}

interface ContentEncryption {
  readonly cases: readonly {
    readonly name: string;
    readonly encryptKey: string;
    readonly plainText: string;
    readonly cipherText: string;
  }[];
}

interface Certificates {
  readonly rootBundle: string;
  readonly appCert: string;
  readonly alipayCert: string;
  readonly intermediate: string;
  readonly strangerRoot: string;
  readonly expectedAppCertSn: string;
  readonly expectedAlipayCertSn: string;
  readonly expectedRootCertSn: string;
  readonly expectedAlipayPublicKey: string;
}

interface Notifications {
  readonly alipayPublicKey: string;
  readonly cases: readonly {
    readonly name: string;
    readonly rule: 'V1' | 'V2';
    readonly valid: boolean;
    readonly fields: Readonly<Record<string, string>>;
  }[];
}

export const requestSigning: RequestSigning = read('request-signing');
export const responseVerification: ResponseVerification = read('response-verification');
export const contentEncryption: ContentEncryption = read('content-encryption');
export const notifications: Notifications = read('notifications');
export const certificates: Certificates = read('certificates');

/** A time at which every certificate of the vectors is valid, in ms. */
export const certificateTime: number = Date.parse('2027-01-01T00:00:00Z');
