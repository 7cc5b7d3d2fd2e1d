import type { VaultStatus } from '@lingpai/vault';
import { describe, expect, it } from 'vitest';
import { vaultFindings } from '../../src/health/vault-findings.js';

const now = 1_700_000_000_000;
const idle = { waiting: 0, oldest: null };
const application = { appId: '2021000000000001', clockOffset: 0, isClockSkewed: false, stopped: undefined };
const healthy: VaultStatus = { states: [], inbox: idle, events: idle, applications: [application], spooled: 0 };

const notable = (status: Partial<VaultStatus>) =>
  vaultFindings({ ...healthy, ...status }, now).filter(({ isReady, isWarning = false }) => !isReady || isWarning);

describe('readiness', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(notable({})).toEqual([]);
    expect(notable({ inbox: { waiting: 3, oldest: now - 60_000 } })).toEqual([]);
  });

  it('a node whose clock is wrong is not ready', () => {
    const applications = [{ ...application, clockOffset: -600_000, isClockSkewed: true }];
    expect(notable({ applications })).toEqual([
      {
        check: 'clock',
        isReady: false,
        message: "the clock of this node and Alipay's are 600 s apart (application 2021000000000001)",
      },
    ]);
  });

  it('what every node has is a warning: no other node would serve better', () => {
    const found = notable({
      inbox: { waiting: 2, oldest: now - 600_000 },
      events: { waiting: 5, oldest: now - 360_000 },
      applications: [{ ...application, stopped: 'application-refused' }],
      spooled: 1,
    });
    expect(found.map(({ check, isReady }) => [check, isReady])).toEqual([
      ['alipay', true],
      ['inbox-lag', true],
      ['event-lag', true],
      ['spool', true],
    ]);
    expect(found[1]?.message).toBe('2 codes and notifications wait, the oldest for 10 minutes');
  });
});
