import type { SelectQueryBuilder } from 'kysely';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import type { AuthorizationRow, AuthorizationState, VaultSchema } from '../store/schema.js';
import { type Authorization, authorizationOf } from './authorization.js';

/** What `list` takes; every member narrows the list. */
export interface ListOptions {
  /** All applications by default. */
  readonly appId?: string | undefined;
  readonly state?: AuthorizationState | undefined;
  /** Only those without a reference. */
  readonly unassigned?: boolean | undefined;
  /** Only those whose refresh token expires before; milliseconds since 1970. */
  readonly dueBefore?: number | undefined;
  /** Only those of this account of a merchant. */
  readonly userId?: string | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

type Query = SelectQueryBuilder<VaultSchema, 'authorization', AuthorizationRow>;

const states: readonly unknown[] = [undefined, 'active', 'attention', 'cancelled', 'deactivated'] satisfies (
  | AuthorizationState
  | undefined
)[];

/** Pages of authorizations, in the order of their keys, or with `dueBefore` of their deadlines. */
export async function* listAuthorizations(
  context: VaultContext,
  options: ListOptions = {},
): AsyncGenerator<Authorization[], void, undefined> {
  const pageSize = checkOptions(options);
  const appIds = options.appId === undefined ? [...context.applications.keys()] : [options.appId];
  for (const appId of appIds) {
    applicationOf(context, appId);
    let last: AuthorizationRow | undefined;
    do {
      const rows = await readPage(context, appId, options, { pageSize, last });
      if (rows.length > 0) yield rows.map((row) => authorizationOf(context, row));
      last = rows.length === pageSize ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}

function checkOptions({ state, dueBefore, pageSize = 100 }: ListOptions): number {
  if (!states.includes(state))
    throw new TypeError("state: expected 'active', 'attention', 'cancelled' or 'deactivated'");
  if (dueBefore !== undefined && !Number.isFinite(dueBefore)) {
    throw new TypeError('dueBefore: expected milliseconds since 1970');
  }
  if (Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= 1_000) return pageSize;
  throw new TypeError('pageSize: expected a whole number, 1 to 1,000');
}

async function readPage(
  { store }: VaultContext,
  appId: string,
  { state, unassigned, dueBefore, userId }: ListOptions,
  { pageSize, last }: { readonly pageSize: number; readonly last: AuthorizationRow | undefined },
): Promise<AuthorizationRow[]> {
  return store.read((database) => {
    let query: Query = database.selectFrom('authorization').selectAll().where('app_id', '=', appId).limit(pageSize);
    if (state !== undefined) query = query.where('state', '=', state);
    if (unassigned !== undefined) query = query.where('assigned', '=', unassigned ? 0 : 1);
    if (unassigned === true && state === undefined)
      query = query.where('state', 'not in', ['cancelled', 'deactivated']);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    query = dueBefore === undefined ? afterKey(query, last) : afterDeadline(query, dueBefore, last);
    return query.orderBy('auth_app_id').execute();
  });
}

const afterKey = (query: Query, last: AuthorizationRow | undefined): Query =>
  last === undefined ? query : query.where('auth_app_id', '>', last.auth_app_id);

function afterDeadline(query: Query, dueBefore: number, last: AuthorizationRow | undefined): Query {
  const ordered = query.where('refresh_deadline', '<', dueBefore).orderBy('refresh_deadline');
  if (last === undefined) return ordered;
  const { refresh_deadline: deadline, auth_app_id: authAppId } = last;
  // The first condition follows from the second, and is what lets the engine begin in the middle of the index.
  return ordered
    .where('refresh_deadline', '>=', deadline)
    .where((where) =>
      where.or([
        where('refresh_deadline', '>', deadline),
        where.and([where('refresh_deadline', '=', deadline), where('auth_app_id', '>', authAppId)]),
      ]),
    );
}
