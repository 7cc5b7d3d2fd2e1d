import type { Application } from '../applications/application.js';
import { type JournalRefusal, journalText } from '../journal/request-journal.js';
import { formText } from '../multipart/form-text.js';
import type { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import type { V3Request, V3Response } from './v3-message.js';
import { SignatureRefusal } from './verify-request.js';

/** A request and its outcome. */
export interface HandledRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly request: V3Request;
  readonly application: Application | undefined;
  readonly operation: string | undefined;
  readonly refusal: Refusal | undefined;
  /** The effect of the fault that hit the request. */
  readonly fault?: string | undefined;
  /** `undefined` when nothing was sent back. */
  readonly response: V3Response | undefined;
}

/** Records a request in the journal. */
export function recordRequest(sandbox: Sandbox, handled: HandledRequest): void {
  const { at, request, application, operation = null, refusal, fault = null, response } = handled;
  const { method, pathAndQuery, headers, form } = request;
  const body = form === undefined ? request.body : Buffer.from(formText(form));
  sandbox.journal.add({
    at,
    method,
    pathAndQuery,
    headers: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    body: journalText(body),
    appId: application?.appId ?? null,
    operation,
    fault,
    response: response === undefined ? null : { ...response, body: journalText(response.body) },
    refusal: refusal === undefined ? null : journalRefusal(refusal),
  });
}

function journalRefusal(refusal: Refusal): JournalRefusal {
  return {
    code: refusal.code,
    message: journalText(Buffer.from(refusal.message)),
    ...(refusal instanceof SignatureRefusal ? { expectedText: journalText(Buffer.from(refusal.expected)) } : {}),
    ...(refusal.cause === undefined ? {} : { cause: String(refusal.cause) }),
  };
}
