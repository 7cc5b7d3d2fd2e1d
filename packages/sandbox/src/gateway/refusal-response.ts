import type { Refusal } from '../refusal.js';
import { refusalStatus } from './refusal-status.js';
import type { UnsignedResponse } from './sign-response.js';

const links = [{ link: 'https://opendocs.alipay.com/open-v3/054fcv', desc: '错误码说明' }];

/** The error body of a refusal; never encrypted. */
export function refusalResponse({ code, message }: Refusal): UnsignedResponse {
  return {
    status: refusalStatus(code),
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify({ code, message, links })),
  };
}
