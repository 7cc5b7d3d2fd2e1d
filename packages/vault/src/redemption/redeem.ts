import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { sendGrant } from '../calls/send-grant.js';
import { CallFailure } from '../circuit/track-call.js';
import { createConsentLink } from '../consent/consent-link.js';
import { applicationOf, contextId, randomShare, type VaultContext } from '../context/vault-context.js';
import { VaultError, type VaultErrorCode } from '../errors/vault-error.js';
import type { Failure } from '../failures/classify-failure.js';
import { assignOutcome } from '../inbox/assign-outcome.js';
import { broughtByNotifications } from '../inbox/brought-by-notifications.js';
import { markDone, markProblem, parseOutcome, postponeEntry } from '../inbox/close-entry.js';
import { lockEntry } from '../inbox/lock-entry.js';
import { markFailed } from '../journal/end-operations.js';
import { readOperation } from '../journal/read-operations.js';
import { recordResponse } from '../journal/record-response.js';
import type { Database } from '../store/engine.js';
import type { InboxRow } from '../store/schema.js';
import { applyRedemption } from './apply-redemption.js';
import { type CodeLease, leaseCode } from './lease-code.js';

const pollInterval = 40;

/**
 * Redeems a code that is in the inbox, or waits for the process that is redeeming it.
 *
 * @returns the merchant applications that it brought
 * @throws VaultError
 */
export async function redeemEntry(context: VaultContext, id: string): Promise<string[]> {
  for (;;) {
    const leasedAt = performance.now();
    const lease = await leaseCode(context, id, contextId(context));
    if (lease.kind === 'received') return applyRedemption(context, lease.operation, lease.entry);
    if (lease.kind === 'closed') return closedResult(context, lease.entry);
    const result = lease.kind === 'leased' ? await perform(context, lease, leasedAt) : undefined;
    if (result !== undefined) return result;
    await pause(pollInterval);
  }
}

function closedResult(context: VaultContext, entry: InboxRow): string[] {
  if (entry.state === 'done') return parseOutcome(entry.outcome);
  const code = finalCodes.find((one) => one === entry.problem) ?? 'code-used';
  throw codeError(context, entry, code);
}

const finalCodes = ['code-expired', 'code-refused', 'code-used'] as const;

type Leased = Extract<CodeLease, { readonly kind: 'leased' }>;

/** @returns `undefined` when another process has taken over, or has applied the response */
async function perform(
  context: VaultContext,
  { entry, operation, code }: Leased,
  leasedAt: number,
): Promise<string[] | undefined> {
  try {
    const grant = { grant_type: 'authorization_code', code } as const;
    const response = await sendGrant(context, applicationOf(context, entry.app_id), grant, leasedAt);
    await recordResponse(context, { operation, response });
  } catch (error) {
    if (error instanceof CallFailure) return fail(context, entry, operation.id, error);
    throw error;
  }
  const received = await context.store.read((database) => readOperation(database, operation.id));
  if (received?.state === 'applied') return undefined;
  return applyRedemption(context, received ?? operation, entry);
}

/**
 * @returns what the code brought all the same; `undefined` when another process has taken over
 * @throws VaultError
 */
async function fail(
  context: VaultContext,
  entry: InboxRow,
  operationId: string,
  { failure, cause }: CallFailure,
): Promise<string[] | undefined> {
  const isFinal = failure.kind === 'invalid' || failure.kind === 'foreign';
  const ended = await context.store.write(async (database) => {
    await markFailed(context, database, [operationId], failure);
    const now = await lockEntry(context, database, entry.id);
    if (now.state !== 'received' || now.lease_owner !== operationId) return undefined;
    const end = isFinal ? closeUsedCode : postpone;
    return { now, result: await end(context, database, now, failure) };
  });
  if (ended === undefined) return undefined;
  const { now, result } = ended;
  if (Array.isArray(result)) return result;
  if (failure.kind === 'foreign') {
    const message = 'a code was offered that Alipay issued for another application';
    context.report({ kind: 'mismatch', appId: entry.app_id, message });
  }
  throw codeError(context, now, result, { failure: failure.kind, cause });
}

async function postpone(
  context: VaultContext,
  database: Database,
  entry: InboxRow,
  failure: Failure,
): Promise<string[] | VaultErrorCode> {
  const wait = Math.min(5 * 60_000, 1_000 * 2 ** Math.min(entry.attempts, 12)) * (0.75 + randomShare(context) / 2);
  const dueAt = context.clock() + Math.max(wait, failure.retryAfter ?? 0);
  await postponeEntry(database, entry, {
    dueAt: Math.round(dueAt),
    unknown: failure.kind === 'unknown',
    problem: failure.code,
  });
  return 'redemption-pending';
}

/** The code is of no use any more. Perhaps we used it ourselves; then a notification has, or will have, its pairs. */
async function closeUsedCode(
  context: VaultContext,
  database: Database,
  entry: InboxRow,
  { kind, code }: Failure,
): Promise<string[] | VaultErrorCode> {
  const brought = await broughtByNotifications(database, entry);
  if (brought.length > 0) {
    await assignOutcome(context, database, entry, brought);
    await markDone(context, database, entry.id, brought);
    return brought;
  }
  const refused = kind === 'foreign' || (code === 'AUTH_CODE_NOT_EXIST' && entry.unknown_attempts === 0);
  const problem = refused ? 'code-refused' : 'code-used';
  await markProblem(context, database, entry.id, { state: refused ? 'failed' : 'waiting', problem });
  return problem;
}

const messages: Partial<Record<VaultErrorCode, string>> = {
  'code-expired': 'the code was not redeemed within 24 hours; the merchant has to consent again',
  'code-used': 'the code is used, and no notification has brought its pairs; the merchant may have to consent again',
  'code-refused': 'Alipay never issued this code to the application',
  'redemption-pending': 'Alipay has not redeemed the code yet; it is stored, and tried again',
};

function codeError(
  context: VaultContext,
  entry: InboxRow,
  code: VaultErrorCode,
  details: { readonly failure?: string; readonly cause?: unknown } = {},
): VaultError {
  const again = code === 'code-expired' || code === 'code-used';
  const link = again && entry.link !== null ? newLink(context, entry.app_id, entry.link) : undefined;
  return new VaultError(code, messages[code] ?? code, { appId: entry.app_id, link, ...details });
}

/** As the merchant came before; `undefined` when it is not known where links lead back to. */
function newLink(context: VaultContext, appId: string, link: string): VaultError['link'] {
  if (applicationOf(context, appId).redirectUri === undefined) return undefined;
  const { kinds, reference } = JSON.parse(link);
  return createConsentLink(context, { appId, kinds, reference });
}
