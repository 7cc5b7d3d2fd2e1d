import { unindexed } from '@lingpai/database';
import type { HubContext } from '../context/hub-context.js';
import { changeLinks, type LinkQuery } from './change-links.js';
import { authorizable, codeLife } from './link-states.js';
import type { LinkRow } from './link-table.js';

const batch = 50;

/** Milliseconds for which further merchant applications of the same code are looked for often: they usually come at once. */
const settling = 120_000;

/** And seldom: Alipay repeats a notification for 24 hours and 22 minutes, and a code may be redeemed a day after the consent. */
const longestDelivery = 50 * 3_600_000;

/**
 * Ends the links whose merchants came back with a code that could not be redeemed at once, when it was redeemed since. The
 * vault keeps the code, and knows which authorizations it brought, whatever references they have by now.
 */
export async function completeLinks(context: HubContext): Promise<boolean> {
  return completeAll(context, waiting);
}

/**
 * Looks for further merchant applications of links that were authorized just now: where the response to a code was lost,
 * notifications bring its authorizations one by one, and the merchant may have come back in between.
 */
export async function completeAuthorizedLinks(context: HubContext): Promise<boolean> {
  return completeAll(context, authorizedFor(settling));
}

/** As long as Alipay may still deliver a notification. It is to be done seldom. */
export async function completeOlderLinks(context: HubContext): Promise<boolean> {
  return completeAll(context, authorizedFor(longestDelivery));
}

async function completeAll(context: HubContext, choose: Choice): Promise<boolean> {
  const { store, clock } = context;
  const now = clock();
  let after = '';
  for (;;) {
    const rows = await store.read((database) =>
      choose(database.selectFrom('hub_link').selectAll(), now)
        .where('id', '>', after)
        .orderBy('id')
        .limit(batch)
        .execute(),
    );
    for (const row of rows) await completeLink(context, row, choose);
    if (rows.length < batch) return false;
    after = rows.at(-1)?.id ?? '';
  }
}

type Choice = (query: LinkQuery, now: number) => LinkQuery;

const waiting: Choice = (query, now) =>
  query
    .where('returned_at', '>', now - codeLife)
    .where((where) => where(unindexed(where, 'state'), 'in', [...authorizable, 'expired']));

const authorizedFor =
  (time: number): Choice =>
  (query, now) =>
    query
      .where('state', '=', 'authorized')
      .where('ended_at', '>', now - time)
      .where('returned_state', 'is not', null);

async function completeLink(context: HubContext, row: LinkRow, choose: Choice): Promise<void> {
  const { vault, clock } = context;
  const { id, app_id: appId, returned_state: returnedState } = row;
  if (returnedState === null) return;
  const found = await vault.linkOutcome(appId, returnedState);
  const known: string[] = row.auth_app_ids === null ? [] : JSON.parse(row.auth_app_ids);
  if (found.every((authAppId) => known.includes(authAppId))) return;
  const now = clock();
  await changeLinks(context, {
    where: (query) => choose(query, now).where('id', '=', id),
    set: ({ auth_app_ids, state, ended_at }) => {
      const before: string[] = auth_app_ids === null ? [] : JSON.parse(auth_app_ids);
      const all = [...new Set([...before, ...found])].sort();
      const endedAt = state === 'authorized' ? ended_at : now;
      return { state: 'authorized', ended_at: endedAt, auth_app_ids: JSON.stringify(all), returned_at: null };
    },
  });
}
