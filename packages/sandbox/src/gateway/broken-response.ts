import { STATUS_CODES } from 'node:http';
import type { V3Response } from './v3-message.js';

/** The unsigned response of something that stands before the gateway. */
export function statusResponse(status: number): V3Response {
  const text = STATUS_CODES[status] ?? 'Error';
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ error: text })),
  };
}

/** The page of a proxy that could not reach the gateway. */
export function htmlResponse(): V3Response {
  const page = '<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n';
  return { status: 502, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) };
}
