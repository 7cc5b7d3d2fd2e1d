import { type ApplicationKind, applicationKinds } from '@lingpai/alipay';
import type { SelectQueryBuilder } from 'kysely';
import { applicationOf, type VaultContext } from '../context/vault-context.js';
import { checkMethod } from '../methods/can-call.js';
import { findSetsWithout } from '../methods/method-sets.js';
import { checkText } from '../options/check-options.js';
import type { AttentionReason, AuthorizationRow, AuthorizationState, VaultSchema } from '../store/schema.js';
import { type Authorization, authorizationOf } from './authorization.js';

/** What `list` takes; every member narrows the list. */
export interface ListOptions {
  /** All applications by default. */
  readonly appId?: string | undefined;
  readonly state?: AuthorizationState | undefined;
  /** Only those that need attention for this reason. */
  readonly reason?: AttentionReason | undefined;
  /** Only those whose last consent link asked for this kind of application. */
  readonly kind?: ApplicationKind | undefined;
  /** Only those without a reference. */
  readonly unassigned?: boolean | undefined;
  /** Only those whose refresh token expires before; milliseconds since 1970. */
  readonly dueBefore?: number | undefined;
  /** Only those of this account of a merchant. */
  readonly userId?: string | undefined;
  /** Only those of this reference. */
  readonly reference?: string | undefined;
  /**
   * Only those in use whose grants lack this method, as far as Alipay has listed their methods, e.g. `alipay.trade.refund`:
   * ask these merchants to consent again. Not together with `dueBefore`.
   */
  readonly lacking?: string | undefined;
  /** Only those after this one, in the order of the list: to go on with a list later. Together with `appId`. */
  readonly after?: Pick<Authorization, 'authAppId' | 'refreshDeadline'> | undefined;
  /** How many at a time, 1 to 1,000; 100 by default. */
  readonly pageSize?: number | undefined;
}

/** The place in a list behind a row. */
type ListPlace = Pick<AuthorizationRow, 'auth_app_id' | 'refresh_deadline'>;

type Query = SelectQueryBuilder<VaultSchema, 'authorization', AuthorizationRow>;

const states: readonly unknown[] = [undefined, 'active', 'attention', 'cancelled', 'deactivated'] satisfies (
  | AuthorizationState
  | undefined
)[];

const reasons: readonly unknown[] = [
  undefined,
  'cannot-rotate',
  'permission-missing',
  'needs-reauthorization',
] satisfies (AttentionReason | undefined)[];
const kinds: readonly unknown[] = [undefined, ...applicationKinds];

/** Pages of authorizations, in the order of their keys, or with `dueBefore` of their deadlines. */
export async function* listAuthorizations(
  context: VaultContext,
  options: ListOptions = {},
): AsyncGenerator<Authorization[], void, undefined> {
  const pageSize = checkOptions(options);
  const appIds =
    options.appId === undefined ? context.applications.values().map(({ appId }) => appId) : [options.appId];
  for (const appId of appIds) {
    applicationOf(context, appId);
    let last = placeOf(options);
    do {
      const rows = await readAnyPage(context, appId, options, { pageSize, last });
      if (rows.length > 0) yield rows.map((row) => authorizationOf(context, row));
      last = rows.length === pageSize ? rows.at(-1) : undefined;
    } while (last !== undefined);
  }
}

function placeOf({ after }: ListOptions): ListPlace | undefined {
  return after === undefined ? undefined : { auth_app_id: after.authAppId, refresh_deadline: after.refreshDeadline };
}

function checkOptions(options: ListOptions): number {
  const { appId, state, reason, kind, dueBefore, reference, lacking, after, pageSize = 100 } = options;
  if (!states.includes(state))
    throw new TypeError("state: expected 'active', 'attention', 'cancelled' or 'deactivated'");
  if (!reasons.includes(reason)) {
    throw new TypeError("reason: expected 'cannot-rotate', 'permission-missing' or 'needs-reauthorization'");
  }
  if (!kinds.includes(kind)) throw new TypeError(`kind: expected one of ${applicationKinds.join(', ')}`);
  if (dueBefore !== undefined && !Number.isFinite(dueBefore)) {
    throw new TypeError('dueBefore: expected milliseconds since 1970');
  }
  if (reference !== undefined) checkText(reference, 'reference', 'text');
  if (lacking !== undefined) checkMethod(lacking, 'lacking');
  if (lacking !== undefined && dueBefore !== undefined) throw new TypeError('lacking: expected it without dueBefore');
  if (after !== undefined) {
    if (appId === undefined) throw new TypeError('after: expected it together with appId');
    checkText(Object(after).authAppId, 'after.authAppId', 'text');
  }
  if (Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= 1_000) return pageSize;
  throw new TypeError('pageSize: expected a whole number, 1 to 1,000');
}

interface Page {
  readonly pageSize: number;
  readonly last: ListPlace | undefined;
}

async function readAnyPage(
  context: VaultContext,
  appId: string,
  options: ListOptions,
  page: Page,
): Promise<AuthorizationRow[]> {
  const { lacking } = options;
  if (lacking === undefined) return readPage(context, appId, options, page);
  // A range of an index for each kind of grant without the method: what is read does not grow with those that have it.
  const sets = await context.store.read((database) => findSetsWithout(database, appId, lacking));
  const rows: AuthorizationRow[] = [];
  for (const methodSet of sets) rows.push(...(await readPage(context, appId, options, { ...page, methodSet })));
  return rows.sort((a, b) => (a.auth_app_id < b.auth_app_id ? -1 : 1)).slice(0, page.pageSize);
}

const ended = ['cancelled', 'deactivated'] as const;

async function readPage(
  { store }: VaultContext,
  appId: string,
  { state, reason, kind, unassigned, dueBefore, userId, reference }: ListOptions,
  { pageSize, last, methodSet }: Page & { readonly methodSet?: string },
): Promise<AuthorizationRow[]> {
  return store.read((database) => {
    let query: Query = database.selectFrom('authorization').selectAll().where('app_id', '=', appId).limit(pageSize);
    if (state !== undefined) query = query.where('state', '=', state);
    if (reason !== undefined) query = query.where('state', '=', 'attention').where('reason', '=', reason);
    if (kind !== undefined) query = askingFor(query, kind);
    if (unassigned !== undefined) query = query.where('assigned', '=', unassigned ? 0 : 1);
    const isInUse = unassigned === true || methodSet !== undefined;
    if (isInUse && state === undefined) query = query.where('state', 'not in', ended);
    if (methodSet !== undefined) query = query.where('method_set', '=', methodSet);
    if (reference !== undefined) query = query.where('reference', '=', reference);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    query = dueBefore === undefined ? afterKey(query, last) : afterDeadline(query, dueBefore, last);
    return query.orderBy('auth_app_id').execute();
  });
}

/** The kinds are stored with commas in between. */
const askingFor = (query: Query, kind: ApplicationKind): Query =>
  query.where((where) =>
    where.or([
      where('requested_kinds', '=', kind),
      ...[`${kind},%`, `%,${kind}`, `%,${kind},%`].map((pattern) => where('requested_kinds', 'like', pattern)),
    ]),
  );

const afterKey = (query: Query, last: ListPlace | undefined): Query =>
  last === undefined ? query : query.where('auth_app_id', '>', last.auth_app_id);

function afterDeadline(query: Query, dueBefore: number, last: ListPlace | undefined): Query {
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
