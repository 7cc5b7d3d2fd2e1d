import type { AuthorizationSnapshot } from '@lingpai/sandbox';
import { refreshTokenPlace, tokenPlace } from '../../src/authorization/store-pairs.js';
import { contextId } from '../../src/context/vault-context.js';
import { authorizationCode } from '../../src/store/row-code.js';
import type { AuthorizationRow, PairRow } from '../../src/store/schema.js';
import { type Node, userIdOf, type World } from './world.js';

/** Merchants that consent at once, and rows of a statement: no engine takes any number of parameters. */
const batch = 500;

interface Rows {
  readonly authorization: AuthorizationRow;
  readonly pair: PairRow;
}

/**
 * Merchants consent at Alipay, and their pairs are in the database: the first is redeemed, the rows of the others are
 * written after its rows, each with ids and sealed texts of its own. Redeeming every one would take minutes.
 */
export async function grantMany(world: World, node: Node, names: readonly string[]): Promise<void> {
  const [first, ...others] = names;
  if (first === undefined) return;
  await world.grant(node, first);
  const template = await readRows(node, first);
  let writing: Promise<void> = Promise.resolve();
  for (let start = 0; start < others.length; start += batch) {
    const merchantApplications = others.slice(start, start + batch).map((authAppId) => ({
      authAppId,
      userId: userIdOf(authAppId),
      kind: 'WEBAPP' as const,
    }));
    const consent = world.sandbox.consent({ appId: world.appId, merchantApplications });
    const [{ authorizations }] = await Promise.all([consent, writing]);
    writing = writeRows(
      node,
      authorizations.map((one) => rowsOf(node, template, one)),
    );
  }
  await writing;
}

async function readRows({ context }: Node, authAppId: string): Promise<Rows> {
  return context.store.read(async (database) => ({
    authorization: await database
      .selectFrom('authorization')
      .selectAll()
      .where('auth_app_id', '=', authAppId)
      .executeTakeFirstOrThrow(),
    pair: await database.selectFrom('pair').selectAll().where('auth_app_id', '=', authAppId).executeTakeFirstOrThrow(),
  }));
}

function rowsOf({ context }: Node, template: Rows, { appId, authAppId, userId, pairs }: AuthorizationSnapshot): Rows {
  const issued = pairs.at(-1);
  if (issued === undefined) throw new Error('a consent issues a pair');
  const id = contextId(context);
  const own = { auth_app_id: authAppId, user_id: userId };
  const owned = { id, app_id: appId, auth_app_id: authAppId };
  // It has emitted no event, and its audit chain is empty.
  const streams = { event_sequence: 0, audit_sequence: 0, audit_hash: '' };
  const authorization = { ...template.authorization, ...own, ...streams, pair_id: id, grant_id: id };
  return {
    authorization: { ...authorization, row_code: authorizationCode(context.secret, authorization) },
    pair: {
      ...template.pair,
      ...own,
      id,
      grant_id: id,
      fingerprint: context.secret.fingerprint(appId, issued.appAuthToken),
      sealed_token: context.keyRing.seal(issued.appAuthToken, tokenPlace(owned)).bytes,
      sealed_refresh_token: context.keyRing.seal(issued.appRefreshToken, refreshTokenPlace(owned)).bytes,
    },
  };
}

async function writeRows({ context }: Node, rows: readonly Rows[]): Promise<void> {
  await context.store.write(async (database) => {
    await database
      .insertInto('authorization')
      .values(rows.map(({ authorization }) => authorization))
      .execute();
    await database
      .insertInto('pair')
      .values(rows.map(({ pair }) => pair))
      .execute();
  });
}
