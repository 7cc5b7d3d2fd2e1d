import { createPrivateKey, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { certificateSerialNumber, rootCertificateSerialNumber, signRequest } from '@lingpai/alipay';
import type { ApplicationCredentials } from '@lingpai/sandbox';

/** What of a call differs from an ordinary one. */
export interface RawCall {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  /** Signed in place of the body. */
  readonly signedBody?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly timestamp?: number;
  readonly nonce?: string;
  readonly expiredSeconds?: number;
  /** `null` leaves it out. */
  readonly appCertSn?: string | null;
  /** Changes the header `Authorization` after it was made. */
  readonly edit?: (authorization: string) => string;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** Parsed; an empty object when it is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export const tokenPath = '/v3/alipay/open/auth/token/app';
export const queryPath = '/v3/alipay/open/auth/token/app/query';

/** Signs a call as its owner would, apart from what is asked to be wrong. */
export async function rawCall(endpoint: string, app: ApplicationCredentials, call: RawCall = {}): Promise<RawResponse> {
  const { method = 'POST', path = tokenPath, body = '' } = call;
  const certified = app.mode === 'certificate';
  const appCertSn = call.appCertSn ?? (certified && call.appCertSn !== null ? snOf(app.appCert) : undefined);
  const authorization = await signRequest(
    {
      method,
      pathAndQuery: path,
      body: call.signedBody ?? body,
      appAuthToken: call.headers?.['alipay-app-auth-token'],
    },
    {
      appId: app.appId,
      nonce: call.nonce ?? randomUUID(),
      timestamp: call.timestamp ?? Date.now(),
      appCertSn,
      expiredSeconds: call.expiredSeconds,
    },
    createPrivateKey(app.privateKey ?? ''),
  );
  return send(endpoint, {
    method,
    path,
    body,
    headers: {
      'content-type': 'application/json',
      'alipay-root-cert-sn': certified ? rootCertificateSerialNumber(app.alipayRootCert ?? '') : undefined,
      authorization: call.edit === undefined ? authorization : call.edit(authorization),
      ...call.headers,
    },
  });
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Sends what it is given; rejects when the connection ends before the whole response is there. */
export function send(endpoint: string, { method, path, body = '', headers = {} }: RawRequest): Promise<RawResponse> {
  const { hostname, port } = new URL(endpoint);
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  if (body.length > 0) given.push(['content-length', String(Buffer.byteLength(body))]);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers: Object.fromEntries(given), agent: false });
    outgoing.on('error', reject).on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const single = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(single),
          text,
          json: parse(text),
        });
      });
    });
    outgoing.end(body);
  });
}

function snOf(pem: string | undefined): string {
  return certificateSerialNumber(pem ?? '');
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
