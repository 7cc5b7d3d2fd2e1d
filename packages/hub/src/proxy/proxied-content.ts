import type { ForwardedRequest } from '@lingpai/alipay';
import type { FastifyRequest } from 'fastify';
import { HubError } from '../problems/hub-error.js';
import { readForm } from './read-form.js';
import { utf8Text } from './utf8-text.js';

/** The body of a proxied call, as it is passed on. @throws HubError */
export async function proxiedContent({
  method,
  headers,
  body,
}: Pick<FastifyRequest, 'method' | 'headers' | 'body'>): Promise<Pick<ForwardedRequest, 'content' | 'files'>> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  if (method === 'GET' && Number(headers['content-length'] ?? 0) + Number('transfer-encoding' in headers) > 0) {
    throw new HubError('invalid-request', 'a GET request has no body; its parameters belong in the query');
  }
  if (bytes.length === 0) return {};
  const type = headers['content-type'] ?? '';
  if (/^multipart\/form-data\s*;/i.test(type)) return readForm(type, bytes);
  if (/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(type)) return { content: utf8Text(bytes) };
  throw new HubError(
    'unsupported-media-type',
    'expected a body of the type application/json (UTF-8) or multipart/form-data',
  );
}
