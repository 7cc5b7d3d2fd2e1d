import type { RetryRules } from '../retry/with-retries.js';
import type { Configuration } from './configuration.js';
import type { Call } from './prepare-call.js';

/** When and how often a call is repeated. */
export function retryRules(configuration: Configuration, call: Call): RetryRules {
  return {
    method: call.wire.method,
    retry: call.retry,
    idempotent: call.wire.idempotent,
    maxRetries: call.maxRetries,
    random: configuration.random,
    sleep: configuration.sleep,
    signal: call.signal,
  };
}
