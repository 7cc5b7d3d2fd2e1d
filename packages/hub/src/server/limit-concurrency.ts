import type { HubError } from '../problems/hub-error.js';
import type { HubServer } from './hub-server.js';

export interface ConcurrencyLimit {
  /** Requests at the same time. */
  readonly most: number;
  /** What a request beyond them gets. */
  readonly refusal: () => HubError;
}

/** Refuses requests of some routes beyond the number that are served at a time, before their bodies are read. */
export function limitConcurrency(server: HubServer, { most, refusal }: ConcurrencyLimit): void {
  let count = 0;
  const leave = () => {
    count -= 1;
  };
  server.addHook('onRequest', (_request, { raw }, done) => {
    if (count >= most) throw refusal();
    count += 1;
    // The framework's hooks do not run when a caller goes away before it gets a response.
    raw.on('close', leave);
    done();
  });
}
