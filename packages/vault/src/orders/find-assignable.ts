import type { AuthorizationKey, VaultContext } from '../context/vault-context.js';
import { VaultError } from '../errors/vault-error.js';
import { checkMembers, checkText, describe } from '../options/check-options.js';
import type { Database } from '../store/engine.js';
import { ticketKey } from './apply-order.js';

/**
 * What an authorization is found by: the `out_biz_no` of its grant, Alipay's number of its order, or the mark in the
 * link to the service that the merchant ordered.
 */
export type AssignTarget =
  | { readonly outBizNo: string; readonly orderId?: undefined; readonly isvTicket?: undefined }
  | { readonly orderId: string; readonly outBizNo?: undefined; readonly isvTicket?: undefined }
  | { readonly isvTicket: string; readonly outBizNo?: undefined; readonly orderId?: undefined };

/**
 * Finds the authorization to assign: the only one without a reference, else the only one.
 *
 * @throws TypeError VaultError `unknown-authorization` `ambiguous`
 */
export async function findAssignable(
  context: VaultContext,
  appId: string,
  target: string | AssignTarget,
): Promise<AuthorizationKey> {
  if (typeof target === 'string') return { appId, authAppId: checkText(target, 'authAppId', 'text') };
  const [name, value] = checkTarget(target);
  const found = await context.store.read((database) => findBy(context, database, appId, name, value));
  const unassigned = found.filter(({ assigned }) => assigned === 0);
  const candidates = unassigned.length > 0 ? unassigned : found;
  const [only, other] = candidates;
  if (only === undefined) {
    throw new VaultError('unknown-authorization', `${name}: no authorization is known by it so far`, { appId });
  }
  if (other !== undefined) {
    const message = `${name}: several authorizations are known by it; name the authAppId of one`;
    throw new VaultError('ambiguous', message, { appId });
  }
  return { appId, authAppId: only.auth_app_id };
}

type TargetName = 'outBizNo' | 'orderId' | 'isvTicket';

function checkTarget(target: AssignTarget): [TargetName, string] {
  const names: unknown = target;
  if (typeof names !== 'object' || names === null) {
    throw new TypeError(
      `authAppId: expected text or { outBizNo }, { orderId } or { isvTicket }, found ${describe(names)}`,
    );
  }
  checkMembers<AssignTarget>(target, 'authAppId', { outBizNo: true, orderId: true, isvTicket: true });
  const given = (Object.entries(target) as [TargetName, unknown][]).filter(([, value]) => value !== undefined);
  const [first] = given;
  if (first === undefined || given.length > 1) {
    throw new TypeError('authAppId: expected one of outBizNo, orderId and isvTicket');
  }
  return [first[0], checkText(first[1], `authAppId.${first[0]}`, 'text')];
}

/** Of each kind, more than one is all that has to be known. */
const most = 50;

async function findBy(
  context: VaultContext,
  database: Database,
  appId: string,
  name: TargetName,
  value: string,
): Promise<{ readonly auth_app_id: string; readonly assigned: number }[]> {
  const rows = database
    .selectFrom('authorization')
    .select(['auth_app_id', 'assigned'])
    .where('app_id', '=', appId)
    .orderBy('auth_app_id')
    .limit(most);
  if (name === 'outBizNo') return rows.where('out_biz_no', '=', value).execute();
  if (name === 'orderId') return rows.where('order_id', '=', value).execute();
  const orders = await database
    .selectFrom('service_order')
    .select('order_id')
    .where('app_id', '=', appId)
    .where('ticket_key', '=', ticketKey(context, appId, value))
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
  if (orders.length === 0) return [];
  return rows
    .where(
      'order_id',
      'in',
      orders.map(({ order_id }) => order_id),
    )
    .execute();
}
