import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../faults/fault.js';
import { Refusal } from '../refusal.js';
import type { Sandbox } from '../sandbox.js';
import { htmlResponse, statusResponse } from './broken-response.js';
import { decodeBody } from './decode-body.js';
import { type HandledRequest, handleRequest } from './handle-request.js';
import { recordRequest } from './record-request.js';
import { refusalResponse } from './refusal-response.js';
import { signResponse } from './sign-response.js';
import { pathOf, type V3Request, type V3Response } from './v3-message.js';
import { identify } from './verify-request.js';

/** How a response reaches the caller: whole, half and cut, or not at all. */
export type Delivery =
  | { readonly kind: 'whole'; readonly response: V3Response }
  | { readonly kind: 'half'; readonly response: V3Response }
  | { readonly kind: 'none' };

/** Handles a request, faults included, and records it in the journal. */
export async function serveRequest(sandbox: Sandbox, request: V3Request): Promise<Delivery> {
  const at = sandbox.clock.now();
  const fault = sandbox.faults.take({ path: pathOf(request), grantType: () => peekGrantType(sandbox, request) });
  const before = fault === undefined ? undefined : withoutDoing(fault);
  const received =
    before === undefined
      ? await handleRequest(sandbox, request, {
          wrong: fault?.effect === 'bad-signature',
          stranger: fault?.effect === 'stranger',
        })
      : undefined;
  const delivery = before ?? afterDoing(received, fault);
  record(sandbox, { at, request, fault, received, delivery });
  if (fault?.effect === 'delay' && !(await wait(fault.ms ?? 0, sandbox.closing))) return { kind: 'none' };
  return delivery;
}

/** Responds to something that could not be read as a request. */
export async function serveRefusal(sandbox: Sandbox, request: V3Request, refusal: Refusal): Promise<Delivery> {
  const response = await signResponse(sandbox, refusalResponse(refusal), undefined);
  const received: HandledRequest = { response, application: undefined, operation: undefined, refusal };
  const delivery: Delivery = { kind: 'whole', response };
  record(sandbox, { at: sandbox.clock.now(), request, fault: undefined, received, delivery });
  return delivery;
}

/** The effects that keep a request from the gateway. */
function withoutDoing({ effect, status }: Fault): Delivery | undefined {
  if (effect === 'drop-before') return { kind: 'none' };
  if (effect === 'status') return { kind: 'whole', response: statusResponse(status ?? 500) };
  if (effect === 'html') return { kind: 'whole', response: htmlResponse() };
  return undefined;
}

function afterDoing(received: HandledRequest | undefined, fault: Fault | undefined): Delivery {
  if (received === undefined || fault?.effect === 'drop-after') return { kind: 'none' };
  return { kind: fault?.effect === 'truncate' ? 'half' : 'whole', response: received.response };
}

/** Reads `grant_type` for matching a fault, even if the request will be refused. */
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
  readonly received: HandledRequest | undefined;
  readonly delivery: Delivery;
}

function record(sandbox: Sandbox, { at, request, fault, received, delivery }: Served): void {
  recordRequest(sandbox, {
    at,
    request,
    application: received?.application,
    operation: received?.operation,
    refusal: received?.refusal,
    fault: fault?.effect,
    response: delivery.kind === 'none' ? undefined : delivery.response,
  });
}

/** @returns `false` when the sandbox was closed in the meantime */
async function wait(milliseconds: number, closing: AbortSignal): Promise<boolean> {
  try {
    await pause(milliseconds, undefined, { signal: closing });
    return true;
  } catch {
    return false;
  }
}
