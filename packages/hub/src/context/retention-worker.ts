import type { HubWorker } from './hub-module.js';
import type { Retention } from './retention.js';

/** @param interval milliseconds between two turns */
export const retentionWorker = (name: string, interval: number, { erase }: Retention): HubWorker => ({
  name,
  interval,
  turn: async () => (await erase()).more,
});
