import { createHash } from 'node:crypto';
import type { CallbackResult } from '@lingpai/vault';
import { readReturnUrls } from '../applications/read-application.js';
import { returnPrefix, returnProblem } from '../applications/return-urls.js';
import type { HubContext } from '../context/hub-context.js';
import type { LinkRow } from '../links/link-table.js';
import { signatureHeaders } from '../webhooks/webhook-secrets.js';
import { openReturnSecrets, readReturnSecret } from './return-secret.js';

/** Milliseconds after the first return for which opening the callback again leads to `returnTo`; a receiver accepts as much. */
const window = 300_000;

/**
 * Where the browser goes after a callback: the link's `returnTo` with the signed outcome.
 *
 * @returns `undefined` when it stays on the result page: the link has no `returnTo`, the application no longer permits it, or the
 *   merchant authorized or declined too long ago
 */
export async function returnAddress(
  context: HubContext,
  link: LinkRow,
  result: CallbackResult,
): Promise<string | undefined> {
  const { app_id: appId, return_to: returnTo } = link;
  const now = context.clock();
  const at = returnedAt(link, result, now);
  if (returnTo === null || link.state === 'revoked' || now - at > window) return undefined;
  const [urls, row] = await Promise.all([readReturnUrls(context, appId), readReturnSecret(context, appId)]);
  const problem = row === undefined ? 'there is no return secret' : returnProblem(urls, returnTo);
  if (row === undefined || problem !== undefined) {
    context.log.warn({ appId, problem }, 'a merchant is not sent to returnTo');
    return undefined;
  }
  const message = messageOf(link, result, at);
  const headers = signatureHeaders(openReturnSecrets(context.vault, row, now), { ...message, now: at });
  return withParameters(returnTo, {
    id: message.id,
    timestamp: headers['webhook-timestamp'],
    payload: message.body,
    signature: headers['webhook-signature'],
  });
}

/** When the outcome came to be: a callback that is opened again tells the same, at the same time, under the same id. */
function returnedAt({ state, ended_at: endedAt }: LinkRow, { outcome }: CallbackResult, now: number): number {
  return outcome === state && endedAt !== null ? endedAt : now;
}

function messageOf(link: LinkRow, result: CallbackResult, at: number): { readonly id: string; readonly body: string } {
  const { id: linkId, app_id: appId } = link;
  const { outcome } = result;
  const authorizations = outcome === 'authorized' ? result.authorizations : [];
  const body = JSON.stringify({
    outcome,
    appId,
    linkId,
    reference: ('reference' in result ? result.reference : undefined) ?? null,
    authAppIds: authorizations.map(({ authAppId }) => authAppId),
  });
  const digest = createHash('sha256')
    .update(JSON.stringify([linkId, outcome, at]))
    .digest('hex');
  return { id: `ret_${digest.slice(0, 40)}`, body };
}

/** Everything percent-encoded: a `+` is a space to some readers. */
function withParameters(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(parameters).map(
    ([name, value = '']) => `${returnPrefix}${name}=${encodeURIComponent(value)}`,
  );
  return `${address}${address.includes('?') ? '&' : '?'}${query.join('&')}`;
}
