import { randomUUID } from 'node:crypto';
import type { HubSettings } from '../config/settings-schema.js';
import { type Finding, finding } from './finding.js';

/** Milliseconds for one request of an examination. */
export const requestLimit = 5_000;

/** Whether Alipay and browsers can reach `publicUrl`, as far as this machine can tell. */
export async function examinePublicUrl({ publicUrl }: HubSettings): Promise<Finding[]> {
  const { protocol, hostname } = new URL(publicUrl);
  const findings: Finding[] = [];
  if (isPrivate(hostname)) findings.push(finding('public-url-private', { publicUrl }));
  else if (protocol === 'http:') findings.push(finding('public-url-plain', { publicUrl }));
  const reason = await whyNot(`${publicUrl}/healthz`, { method: 'GET' }, (status) => status === 200);
  findings.push(
    reason === undefined ? finding('hub-reached', { publicUrl }) : finding('hub-not-reached', { publicUrl, reason }),
  );
  return findings;
}

const privateNames = /^(localhost|.*\.local|\[::1\]|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*)$/;

const isPrivate = (hostname: string) => privateNames.test(hostname);

/** Posts an empty notification: the hub refuses it in its own way, and stores nothing. */
export async function examineNotifyUrl(appId: string, notifyUrl: string): Promise<Finding> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const reason = await whyNot(notifyUrl, { method: 'POST', headers, body: '' }, (status) => status < 404);
  if (reason === undefined) return finding('notify-url-reached', { appId, notifyUrl });
  return finding('notify-url-not-reached', { appId, notifyUrl, reason });
}

/** A response counts as the hub's when it returns the request's id. @returns what is wrong, in a few words */
async function whyNot(
  url: string,
  init: RequestInit,
  isExpected: (status: number) => boolean,
): Promise<string | undefined> {
  const id = `doctor-${randomUUID()}`;
  const headers = { ...init.headers, 'x-request-id': id };
  try {
    const signal = AbortSignal.timeout(requestLimit);
    const response = await fetch(url, { ...init, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    if (response.headers.get('x-request-id') !== id) return `status ${response.status}, not from the hub`;
    return isExpected(response.status) ? undefined : `status ${response.status}`;
  } catch (error) {
    return failureOf(error);
  }
}

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `timeout` … */
export function failureOf(error: unknown): string {
  const { name, cause } = Object(error);
  if (name === 'TimeoutError') return 'timeout';
  return String(Object(cause).code ?? name ?? 'no connection');
}
