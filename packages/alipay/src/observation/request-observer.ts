import { channel } from 'node:diagnostics_channel';
import { failureFacts } from './failure-facts.js';
import { callHook, type Hook } from './hook.js';
import type { RequestAttempt, RequestOutcome } from './request-events.js';

const startChannel = channel('lingpai:request:start');
const endChannel = channel('lingpai:request:end');
const errorChannel = channel('lingpai:request:error');

/** A client's own observers. */
export interface RequestHooks {
  readonly onRequest: Hook<RequestAttempt> | undefined;
  readonly onResponse: Hook<RequestOutcome> | undefined;
}

/** Whether there is an observer; the client collects nothing otherwise. */
export function isObserved(hooks: RequestHooks): boolean {
  return (
    hooks.onRequest !== undefined ||
    hooks.onResponse !== undefined ||
    startChannel.hasSubscribers ||
    endChannel.hasSubscribers ||
    errorChannel.hasSubscribers
  );
}

/** Reports the beginning and the outcome of one attempt. */
export class RequestObserver {
  readonly #hooks: RequestHooks;
  readonly #attempt: RequestAttempt;
  readonly #startedAt: number = performance.now();

  constructor(hooks: RequestHooks, attempt: RequestAttempt) {
    this.#hooks = hooks;
    this.#attempt = Object.freeze(attempt);
    startChannel.publish(this.#attempt);
    if (hooks.onRequest) callHook('onRequest', hooks.onRequest, this.#attempt);
  }

  succeeded(status: number, traceId: string | undefined): void {
    this.#report(endChannel, { status, traceId, error: undefined, code: undefined });
  }

  failed(error: unknown): void {
    this.#report(errorChannel, failureFacts(error));
  }

  #report(
    outcomeChannel: typeof endChannel,
    facts: Pick<RequestOutcome, 'status' | 'traceId' | 'error' | 'code'>,
  ): void {
    const duration = performance.now() - this.#startedAt;
    const outcome: RequestOutcome = Object.freeze({ ...this.#attempt, duration, ...facts });
    outcomeChannel.publish(outcome);
    if (this.#hooks.onResponse) callHook('onResponse', this.#hooks.onResponse, outcome);
  }
}
