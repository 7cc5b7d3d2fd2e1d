import type { Refusal } from '../refusal.js';
import { refusalStatus } from './refusal-status.js';
import type { UnsignedAnswer } from './sign-answer.js';

const links = [{ link: 'https://opendocs.alipay.com/open-v3/054fcv', desc: '错误码说明' }];

/** The error body of a refusal; never encrypted. */
export function refusalAnswer({ code, message }: Refusal): UnsignedAnswer {
  return {
    status: refusalStatus(code),
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify({ code, message, links })),
  };
}
