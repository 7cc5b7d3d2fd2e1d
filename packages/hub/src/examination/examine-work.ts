import type { Backlog, VaultStatus } from '@lingpai/vault';
import { longestWait } from '../health/vault-findings.js';
import { type Finding, finding } from './finding.js';

/** Whether the workers keep up. */
export function examineWork({ inbox, events, states, spooled }: VaultStatus, now: number): Finding[] {
  const expiring = states
    .filter(({ state }) => state === 'active' || state === 'attention')
    .reduce((sum, { deadlines }) => sum + deadlines[3], 0);
  return [
    backlog('inbox', inbox, now),
    backlog('events', events, now),
    expiring === 0 ? finding('tokens-in-time') : finding('tokens-expire', { count: expiring, days: 3 }),
    spooled === 0 ? finding('spool-empty') : finding('spool-holds', { count: spooled }),
  ];
}

function backlog(kind: 'inbox' | 'events', { waiting, oldest }: Backlog, now: number): Finding {
  const waited = oldest === null ? 0 : now - oldest;
  if (waited <= longestWait) return finding(`${kind}-in-time`, { waiting });
  return finding(`${kind}-late`, { waiting, minutes: Math.round(waited / 60_000) });
}
