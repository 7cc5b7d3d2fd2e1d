import type { KillPoint, KillPointHook } from '../../src/index.js';

/** Ends whatever the process was doing, as far as the database can tell: nothing of it goes on. */
export class Killed extends Error {}

/** @param nth the how manieth time it is passed */
export function dieAt(point: KillPoint, nth = 1): KillPointHook {
  let passed = 0;
  return (at) => {
    if (at !== point) return;
    passed += 1;
    if (passed >= nth) throw new Killed(point);
  };
}
