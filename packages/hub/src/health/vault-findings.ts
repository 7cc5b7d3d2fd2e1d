import type { Backlog, VaultStatus } from '@lingpai/vault';
import type { ReadinessFinding } from '../context/hub-module.js';

/** Milliseconds that something may wait before an operator should look. */
export const longestWait = 5 * 60_000;

/** What the vault's status says about this node. Only what the node cannot serve with makes it unready. */
export function vaultFindings(status: VaultStatus, now: number): ReadinessFinding[] {
  return [
    ...clockFindings(status),
    ...stoppedFindings(status),
    backlogFinding('inbox-lag', 'codes and notifications', status.inbox, now),
    backlogFinding('event-lag', 'events', status.events, now),
    spoolFinding(status),
  ];
}

function clockFindings({ applications }: VaultStatus): ReadinessFinding[] {
  const skewed = applications.filter(({ isClockSkewed }) => isClockSkewed);
  if (skewed.length === 0) return [{ check: 'clock', isReady: true, message: "Alipay's clock and this node's agree" }];
  return skewed.map(({ appId, clockOffset }) => ({
    check: 'clock',
    isReady: false,
    message: `the clock of this node and Alipay's are ${Math.round(Math.abs(clockOffset ?? 0) / 1_000)} s apart (application ${appId})`,
  }));
}

/** Every node has it: no other one would serve better. */
function stoppedFindings({ applications }: VaultStatus): ReadinessFinding[] {
  return applications.flatMap(({ appId, stopped }) =>
    stopped === undefined
      ? []
      : [
          {
            check: 'alipay',
            isReady: true,
            isWarning: true,
            message: `calls about tokens of the application ${appId} are stopped: ${stopped}`,
          },
        ],
  );
}

function backlogFinding(check: string, what: string, { waiting, oldest }: Backlog, now: number): ReadinessFinding {
  const waited = oldest === null ? 0 : now - oldest;
  if (waited <= longestWait) return { check, isReady: true, message: `${what} are worked on in time` };
  const minutes = Math.round(waited / 60_000);
  return {
    check,
    isReady: true,
    isWarning: true,
    message: `${waiting} ${what} wait, the oldest for ${minutes} minutes`,
  };
}

function spoolFinding({ spooled }: VaultStatus): ReadinessFinding {
  if (spooled === 0) return { check: 'spool', isReady: true, message: 'the spool is empty' };
  const message = `${spooled} responses of Alipay are in the spool: the database did not take them; keep this node's disk`;
  return { check: 'spool', isReady: true, isWarning: true, message };
}
