import type { HubContext } from '../context/hub-context.js';
import { type AlertKind, alertKindNames, alertKinds, type Condition } from './alert-kind.js';
import { movePosition } from './alert-lease.js';
import { type AlertEffect, changeAlerts, openKeyOf } from './change-alerts.js';
import { alertingTypes, type EventEffect, effectsOf } from './conditions-of-events.js';

const hour = 3_600_000;
const page = 500;
/** Events about something that happened longer ago are history. */
const newsFor = 24 * hour;
/** A node that is gone does not see that its clock is right again. Its spool it has to empty itself. */
const goneAfter = hour;

const kindsSeenBy = (seenBy: 'node' | 'database'): AlertKind[] =>
  alertKindNames.filter((kind) => alertKinds[kind].seenBy === seenBy);

/** Opens alerts about what is wrong now, and resolves those about what no longer is. @param node that alone sees it */
export async function compareConditions(
  context: HubContext,
  conditions: readonly Condition[],
  node: string | null,
): Promise<void> {
  const { store, clock } = context;
  const rows = await store.read((database) => {
    const kinds = kindsSeenBy(node === null ? 'database' : 'node');
    const query = database.selectFrom('hub_alert').select(['id', 'open_key', 'details', 'seen_at']);
    const open = query.where('state', '=', 'open').where('kind', 'in', kinds);
    return (node === null ? open : open.where('node', '=', node)).execute();
  });
  const known = new Map(rows.map((row) => [row.open_key, row]));
  const present = new Map(conditions.map((condition) => [openKeyOf(condition), condition]));
  const opened = [...present].flatMap(([key, open]): AlertEffect[] =>
    known.has(key) ? [] : [{ open, ...(node === null ? {} : { node }) }],
  );
  const resolved = rows.flatMap((resolve): AlertEffect[] =>
    present.has(String(resolve.open_key)) ? [] : [{ resolve }],
  );
  if (opened.length + resolved.length > 0) await changeAlerts(context, [...opened, ...resolved]);
  for (const [key, { details }] of present) {
    const row = known.get(key);
    const text = JSON.stringify(details);
    if (row === undefined || (row.details === text && clock() - row.seen_at < hour / 6)) continue;
    const set = { details: text, seen_at: clock() };
    await store.write((database) => database.updateTable('hub_alert').set(set).where('id', '=', row.id).execute());
  }
}

/** Reads the events since `position`. @returns whether there are more */
export async function followEvents(context: HubContext, position: number): Promise<boolean> {
  const { store, clock } = context;
  const rows = await store.read((database) =>
    database
      .selectFrom('hub_event')
      .select(['id', 'position', 'type', 'payload', 'at'])
      .where('type', 'in', [...alertingTypes])
      .where('position', '>', position)
      .orderBy('position')
      .limit(page)
      .execute(),
  );
  const last = rows.at(-1);
  if (last === undefined) return false;
  const effects = rows.flatMap((row) => {
    const { appId, authAppId, reference, data } = JSON.parse(row.payload);
    return effectsOf({ id: row.id, type: row.type, at: row.at, appId, authAppId, reference, data });
  });
  const since = clock() - newsFor;
  const current = effects.filter((one) => !('opens' in one) || !isMoment(one.opens) || one.at >= since);
  await changeAlerts(context, collapse(current), (database) => movePosition(database, last.position));
  return rows.length === page;
}

const isMoment = ({ kind }: Condition) => alertKinds[kind].lasts === 'moment';

/** What was opened and is over within the same page is told to nobody. */
function collapse(effects: readonly EventEffect[]): AlertEffect[] {
  const states = new Map<string, AlertEffect>();
  const moments: AlertEffect[] = [];
  for (const effect of effects) {
    if ('resolves' in effect) {
      const key = openKeyOf({ kind: effect.resolves, subject: effect.subject });
      states.set(key, { resolve: { open_key: key } });
    } else {
      const opened = { open: effect.opens, eventId: effect.eventId, at: effect.at };
      if (isMoment(effect.opens)) moments.push(opened);
      else states.set(openKeyOf(effect.opens), opened);
    }
  }
  return [...states.values(), ...moments];
}

/** Tells people again about what stays open, and resolves what a node that is gone saw. */
export async function remind(context: HubContext): Promise<void> {
  const { store, clock, settings } = context;
  const now = clock();
  const toldBefore = now - settings.alerts.repeatAfter * hour;
  const due = await store.read((database) =>
    database
      .selectFrom('hub_alert')
      .select('id')
      .where('state', '=', 'open')
      .where('told_at', '<=', toldBefore)
      .orderBy('opened_at')
      .limit(page)
      .execute(),
  );
  const gone = await store.read((database) =>
    database
      .selectFrom('hub_alert')
      .select('open_key')
      .where('state', '=', 'open')
      .where('kind', 'in', ['clock-skew', 'disk-low'])
      .where('seen_at', '<', now - goneAfter)
      .execute(),
  );
  const effects: AlertEffect[] = [...due.map((repeat) => ({ repeat })), ...gone.map((resolve) => ({ resolve }))];
  if (effects.length > 0) await changeAlerts(context, effects);
}
