import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { HubContext } from '../context/hub-context.js';
import type { Condition } from './alert-kind.js';

/** What a node is called in its alerts: the same after a restart. */
export const nodeName = ({ settings }: Pick<HubContext, 'settings'>): string => `${hostname()}:${settings.listen.port}`;

/** What this node alone can see: its clock, its spool, and the disk below it. */
export async function nodeConditions(context: HubContext): Promise<Condition[]> {
  const node = nodeName(context);
  const { applications, spooled } = await context.status.read();
  const skewed = applications
    .filter(({ isClockSkewed }) => isClockSkewed)
    .map(({ appId, clockOffset }): Condition => {
      const seconds = Math.round(Math.abs(clockOffset ?? 0) / 1_000);
      return { kind: 'clock-skew', subject: `${node} ${appId}`, appId, details: { node, seconds } };
    });
  const spool: Condition[] =
    spooled === 0 ? [] : [{ kind: 'spool-holds', subject: node, details: { node, count: spooled } }];
  return [...skewed, ...spool, ...(await diskConditions(context, node))];
}

async function diskConditions({ settings, log }: HubContext, node: string): Promise<Condition[]> {
  try {
    const { bavail, bsize } = await statfs(settings.spoolDirectory);
    const free = bavail * bsize;
    if (free >= settings.alerts.minFreeDisk) return [];
    return [{ kind: 'disk-low', subject: node, details: { node, megabytes: Math.floor(free / 1_048_576) } }];
  } catch (err) {
    log.warn({ err }, 'the free space of the spool directory could not be read');
    return [];
  }
}
