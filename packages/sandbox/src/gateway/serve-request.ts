import { htmlAnswer, statusAnswer } from '../faults/broken-answer.js';
import type { Fault } from '../faults/fault.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { type AnsweredRequest, answerRequest } from './answer-request.js';
import { decodeBody } from './decode-body.js';
import { recordRequest } from './record-request.js';
import { refusalAnswer } from './refusal-answer.js';
import { signAnswer } from './sign-answer.js';
import { pathOf, type V3Answer, type V3Request } from './v3-message.js';
import { identify } from './verify-request.js';

/** How an answer reaches the caller: whole, half and cut, or not at all. */
export type Delivery =
  | { readonly kind: 'whole'; readonly answer: V3Answer }
  | { readonly kind: 'half'; readonly answer: V3Answer }
  | { readonly kind: 'none' };

/** Answers a request, faults included, and writes it into the journal. */
export async function serveRequest(sandbox: Sandbox, request: V3Request): Promise<Delivery> {
  const at = sandbox.clock.now();
  const fault = sandbox.faults.take({ path: pathOf(request), grantType: () => peekGrantType(sandbox, request) });
  const before = fault === undefined ? undefined : withoutDoing(fault);
  const answered =
    before === undefined
      ? await answerRequest(sandbox, request, { wrong: fault?.effect === 'bad-signature' })
      : undefined;
  const delivery = before ?? afterDoing(answered, fault);
  record(sandbox, { at, request, fault, answered, delivery });
  if (fault?.effect === 'delay' && !(await sandbox.wait(fault.ms ?? 0))) return { kind: 'none' };
  return delivery;
}

/** Answers what could not even be read as a request. */
export async function serveRefusal(sandbox: Sandbox, request: V3Request, refusal: Refusal): Promise<Delivery> {
  const answer = await signAnswer(sandbox, refusalAnswer(refusal), undefined);
  const answered: AnsweredRequest = { answer, application: undefined, operation: undefined, refusal };
  const delivery: Delivery = { kind: 'whole', answer };
  record(sandbox, { at: sandbox.clock.now(), request, fault: undefined, answered, delivery });
  return delivery;
}

/** The effects that keep a request from the gateway. */
function withoutDoing({ effect, status }: Fault): Delivery | undefined {
  if (effect === 'drop-before') return { kind: 'none' };
  if (effect === 'status') return { kind: 'whole', answer: statusAnswer(status ?? 500) };
  if (effect === 'html') return { kind: 'whole', answer: htmlAnswer() };
  return undefined;
}

function afterDoing(answered: AnsweredRequest | undefined, fault: Fault | undefined): Delivery {
  if (answered === undefined || fault?.effect === 'drop-after') return { kind: 'none' };
  return { kind: fault?.effect === 'truncate' ? 'half' : 'whole', answer: answered.answer };
}

/** Reads `grant_type` for a fault's sake, whether or not the request would be accepted. */
function peekGrantType(sandbox: Sandbox, request: V3Request): string | undefined {
  try {
    const { application } = identify(sandbox, request);
    const value = decodeBody(request, application).grant_type;
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

interface Served {
  readonly at: number;
  readonly request: V3Request;
  readonly fault: Fault | undefined;
  readonly answered: AnsweredRequest | undefined;
  readonly delivery: Delivery;
}

function record(sandbox: Sandbox, { at, request, fault, answered, delivery }: Served): void {
  recordRequest(sandbox, {
    at,
    request,
    application: answered?.application,
    operation: answered?.operation,
    refusal: answered?.refusal,
    fault: fault?.effect,
    answer: delivery.kind === 'none' ? undefined : delivery.answer,
  });
}
