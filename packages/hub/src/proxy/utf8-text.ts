import { HubError } from '../problems/hub-error.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text that becomes the same bytes again. @throws HubError */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new HubError('invalid-request', 'the body is not UTF-8');
  }
}
