import { isObserved, RequestObserver } from '../observation/request-observer.js';
import type { Configuration } from './configuration.js';
import type { Call } from './prepare-call.js';

/** Stands for a call in what observers receive; it holds nothing of the call. */
const identities = new WeakMap<Call, object>();

/** Reports that an attempt begins; `undefined` without an observer. */
export function observe(configuration: Configuration, call: Call, attempt: number): RequestObserver | undefined {
  const { hooks, endpoint } = configuration;
  if (!isObserved(hooks)) return undefined;
  return new RequestObserver(hooks, {
    call: identityOf(call),
    attempt,
    operation: call.wire.operation,
    method: call.wire.method,
    path: call.wire.route,
    host: endpoint.slice(endpoint.indexOf('//') + 2),
    requestId: call.requestId,
    encrypted: call.encrypted,
    merchant: call.appAuthToken !== undefined,
  });
}

function identityOf(call: Call): object {
  const known = identities.get(call);
  if (known !== undefined) return known;
  const identity = Object.freeze({});
  identities.set(call, identity);
  return identity;
}
