import { failureOf, requestLimit } from './examine-addresses.js';
import { type Finding, finding } from './finding.js';

/** Seconds that the clocks may differ: Alipay refuses requests beyond some minutes, and `Date` is exact to the second. */
const tolerated = 30;
const refused = 300;

/** Compares this machine's clock with the header `Date` of a gateway. */
export async function examineClock(endpoint: string, clock: () => number): Promise<Finding> {
  let date: string | null;
  const before = clock();
  try {
    const signal = AbortSignal.timeout(requestLimit);
    const response = await fetch(endpoint, { method: 'HEAD', redirect: 'manual', signal });
    date = response.headers.get('date');
  } catch (error) {
    return finding('alipay-not-reached', { endpoint, reason: failureOf(error) });
  }
  const alipay = Date.parse(date ?? '');
  if (Number.isNaN(alipay)) return finding('alipay-not-reached', { endpoint, reason: 'no header Date' });
  // The header is cut to the second: half of one is the best guess.
  const seconds = Math.round((alipay + 500 - (before + clock()) / 2) / 1_000);
  const details = { endpoint, seconds };
  if (Math.abs(seconds) > refused) return finding('clock-wrong', details);
  return finding(Math.abs(seconds) > tolerated ? 'clock-inexact' : 'clock-agrees', details);
}
