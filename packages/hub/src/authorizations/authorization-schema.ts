import { type ApplicationKind, applicationKinds } from '@lingpai/alipay';
import { Type } from 'typebox';
import { orNull, timeSchema } from '../validation/common-schemas.js';

export const reasonSchema = Type.Enum(['cannot-rotate', 'permission-missing', 'needs-reauthorization']);
export const stateSchema = Type.Enum(['active', 'attention', 'cancelled', 'deactivated']);

/** What the vault knows about an authorization; no token. */
export const authorizationSchema = Type.Object(
  {
    appId: Type.String(),
    authAppId: Type.String({ description: 'The merchant application' }),
    userId: orNull(Type.String(), "The merchant's account at Alipay"),
    state: stateSchema,
    reason: orNull(Type.String(), 'With `attention`: why'),
    generation: Type.Integer({ description: 'Counts changes of the current pair and of the state' }),
    reference: orNull(Type.String(), 'What the consent link or `assign` set'),
    unassigned: Type.Boolean({ description: 'Whether it has no reference yet' }),
    requestedKinds: orNull(
      Type.Unsafe<readonly ApplicationKind[]>(Type.Array(Type.Enum(applicationKinds))),
      'The kinds that the last consent link asked for; `null` where no link said',
    ),
    trigger: orNull(Type.String(), 'What led to the grant, for example `appstore`, once a notification has said so'),
    outBizNo: orNull(Type.String(), "The number that Alipay's notification gives the grant"),
    order: orNull(
      Type.Object({
        orderId: Type.String(),
        isvTicket: orNull(Type.String(), 'The mark of your link to the service: it tells which customer this is'),
      }),
      'The newest order at the service market that it was matched with',
    ),
    issuedAt: orNull(timeSchema, 'When the current pair was issued, at the latest'),
    refreshDeadline: orNull(timeSchema, 'When its refresh token expires'),
    rotationDue: orNull(timeSchema, 'When it will be rotated'),
    cancelledAt: orNull(timeSchema, 'When the merchant cancelled last, as far as that is known'),
    authStart: orNull(timeSchema, 'From when the grant is in force, as Alipay said last'),
    authEnd: orNull(timeSchema, 'Until when the grant is in force; the token itself does not expire then'),
    fullDelegation: orNull(Type.Boolean(), 'Whether Alipay calls the grant a full delegation (全权委托授权)'),
    methodsAt: orNull(timeSchema, 'When Alipay last said what the grant permits'),
    contested: Type.Boolean({ description: 'Whether Alipay still has to be asked which grant is the newest' }),
    tampered: Type.Boolean({ description: 'Whether something changed it in the database: it is not served' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  },
  { title: 'Authorization' },
);

export const historySchema = Type.Object(
  {
    pairs: Type.Array(
      Type.Object({
        id: Type.String(),
        source: Type.String({ description: 'How the pair came: a code, a notification, a rotation, an import' }),
        fingerprint: Type.String({ description: 'Names its token without telling it' }),
        obtainedAt: timeSchema,
        issuedAt: timeSchema,
        refreshDeadline: orNull(timeSchema, 'When its refresh token expires'),
        current: Type.Boolean(),
        verdict: orNull(Type.Enum(['valid', 'invalid']), 'What Alipay last said about its token'),
        quarantined: Type.Boolean({ description: 'Whether it does not open' }),
      }),
    ),
    operations: Type.Array(
      Type.Object({
        id: Type.String(),
        state: Type.String(),
        reason: orNull(Type.String(), 'Why it was made'),
        startedAt: timeSchema,
        settledAt: orNull(timeSchema, 'When its outcome was known'),
        failureCode: orNull(Type.String(), "Alipay's code, when it failed"),
        traceId: orNull(Type.String(), "Alipay's trace id"),
      }),
    ),
    audit: Type.Array(
      Type.Object({
        sequence: Type.Integer(),
        at: timeSchema,
        kind: Type.String(),
        detail: Type.Object({}, { additionalProperties: true }),
      }),
    ),
  },
  { title: 'AuthorizationHistory' },
);

export const tokenSchema = Type.Object(
  {
    token: Type.String({ description: 'The `app_auth_token`' }),
    state: stateSchema,
    generation: Type.Integer(),
    stale: Type.Boolean({ description: 'Whether the database is down, and the token is the one that was read last' }),
  },
  { title: 'Token' },
);
