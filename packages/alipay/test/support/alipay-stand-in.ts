import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  AlipayClient,
  type AlipayClientOptions,
  responseSignBytes,
  signRsa,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from '@lingpai/alipay';

function rsaPair(): { privateKey: KeyObject; publicKey: KeyObject } {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** The application's pair and Alipay's, made for this run. */
export const appKeys: ReturnType<typeof rsaPair> = rsaPair();
export const alipayKeys: ReturnType<typeof rsaPair> = rsaPair();

export interface StandInResponse {
  readonly status?: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signed by default when the status is 2xx. */
  readonly signed?: boolean;
}

/** Responses as Alipay would, signed with its key. */
export async function signedResponse(response: StandInResponse): Promise<TransportResponse> {
  const status = response.status ?? 200;
  const body = Buffer.from(response.body ?? '{}');
  const headers: Record<string, string> = { 'alipay-trace-id': 'trace-1', ...response.headers };
  if (response.signed ?? (status >= 200 && status < 300)) {
    headers['alipay-timestamp'] = '1764201600100';
    headers['alipay-nonce'] = 'r1';
    headers['alipay-signature'] = await signRsa(responseSignBytes('1764201600100', 'r1', body), alipayKeys.privateKey);
  }
  return { status, headers, body };
}

/** A transport that gives the responses in turn (the last one again and again) and keeps what it was sent. */
export function standIn(...responses: StandInResponse[]): { transport: Transport; sent: TransportRequest[] } {
  const sent: TransportRequest[] = [];
  const transport: Transport = (request) => {
    const response = responses[Math.min(sent.length, responses.length - 1)];
    sent.push(request);
    return signedResponse(response ?? {});
  };
  return { transport, sent };
}

/** A client in key mode whose Alipay is the given transport. */
export function standInClient(transport: Transport, options: Partial<AlipayClientOptions> = {}): AlipayClient {
  return new AlipayClient({
    appId: '2021000000000001',
    privateKey: appKeys.privateKey,
    alipayPublicKey: alipayKeys.publicKey,
    transport,
    ...options,
  });
}
