import type { HubSettings } from '../config/settings-schema.js';
import type { Retention, RetentionKind } from '../context/retention.js';
import type { Hub } from '../create-hub.js';
import type { PrunedHistory, PruneHistoryOptions } from './pruned-history.js';

/** Erases at once what is older than the settings say, of the vault and of the hub. */
export async function pruneHistory(hub: Hub, options: PruneHistoryOptions = {}): Promise<readonly PrunedHistory[]> {
  const { dryRun = false, onProgress } = options;
  const { vault, settings } = hub.context;
  const rows = new Map<RetentionKind, number>();
  const add = (kind: RetentionKind, count: number) => {
    rows.set(kind, (rows.get(kind) ?? 0) + count);
    onProgress?.([...rows.values()].reduce((sum, one) => sum + one, 0));
  };
  const ofVault = await vault.prune({
    dryRun,
    onProgress: (counts) => onProgress?.(Object.values(counts).reduce((sum, one) => sum + one, 0)),
  });
  for (const [kind, count] of Object.entries(ofVault)) add(kind as keyof typeof ofVault, count);
  const retentions = hub.modules.flatMap(({ retention }) => retention ?? []);
  // Events last: they take their deliveries with them, uncounted.
  const isEvents = ({ kind }: Retention) => kind === 'events';
  for (const retention of [...retentions.filter((one) => !isEvents(one)), ...retentions.filter(isEvents)]) {
    if (dryRun) add(retention.kind, await retention.count());
    for (let more = !dryRun; more; ) {
      const erased = await retention.erase();
      add(retention.kind, erased.rows);
      more = erased.more;
    }
  }
  const kinds = Object.keys(settings.retention) as (keyof HubSettings['retention'])[];
  return kinds.map((kind) => ({ kind, days: settings.retention[kind], rows: rows.get(kind) ?? 0 }));
}
