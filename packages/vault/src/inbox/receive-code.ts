import { contextId, type VaultContext } from '../context/vault-context.js';
import { isVaultError, VaultError } from '../errors/vault-error.js';
import type { InboxRow } from '../store/schema.js';
import { type RedeemOptions, stageCode } from './stage-code.js';

/** Puts a code into the inbox; where the database does not take it, into the spool. @throws TypeError VaultError */
export async function receiveCode(context: VaultContext, options: RedeemOptions): Promise<InboxRow> {
  try {
    return await stageCode(context, options);
  } catch (cause) {
    if (!isVaultError(cause, 'database')) throw cause;
    const { appId, code, state, reference } = options;
    const id = contextId(context);
    await context.spool.put({ kind: 'code', id, appId, code, state, reference, receivedAt: context.clock() });
    const message = 'the database does not take the code; it is kept, and redeemed as soon as it does';
    throw new VaultError('redemption-pending', message, { appId, failure: 'ours', cause });
  }
}
