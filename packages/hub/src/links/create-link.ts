import { readReturnUrls } from '../applications/read-application.js';
import { returnProblem } from '../applications/return-urls.js';
import { readReturnSecret } from '../callback/return-secret.js';
import type { HubContext } from '../context/hub-context.js';
import { asInvalidRequest, HubError } from '../problems/hub-error.js';
import { addLink } from './change-links.js';
import type { NewLink } from './link-schema.js';
import type { LinkRow } from './link-table.js';
import { stateHashOf } from './state-hash.js';

/** @param by the id of the API key @throws HubError */
export async function createLink(
  context: HubContext,
  appId: string,
  { reference, kinds, expiresIn, language, returnTo }: NewLink,
  by: string | undefined,
): Promise<LinkRow> {
  const { vault, applications, clock, random } = context;
  applications.check(appId);
  if (returnTo !== undefined) await checkReturn(context, appId, returnTo);
  const validFor = expiresIn * 1_000;
  const now = clock();
  const link = await asInvalidRequest(() => vault.consentLink({ appId, reference, kinds, validFor }));
  const row: LinkRow = {
    id: random(16).toString('base64url'),
    app_id: appId,
    state: 'created',
    kinds: kinds === undefined ? null : JSON.stringify(kinds),
    reference,
    language: language ?? null,
    return_to: returnTo ?? null,
    url: link.url,
    qr_payload: link.qrPayload ?? null,
    consent_state: link.state,
    state_hash: stateHashOf(link.state),
    created_at: now,
    created_by: by ?? null,
    expires_at: now + validFor,
    opened_at: null,
    returned_at: null,
    returned_state: null,
    ended_at: null,
    auth_app_ids: null,
  };
  return addLink(context, row);
}

async function checkReturn(context: HubContext, appId: string, returnTo: string): Promise<void> {
  const problem = returnProblem(await readReturnUrls(context, appId), returnTo);
  if (problem !== undefined) throw new HubError('invalid-request', `returnTo: ${problem}`);
  if ((await readReturnSecret(context, appId)) !== undefined) return;
  throw new HubError('conflict', 'nothing can sign the outcome yet: POST /v1/apps/:appId/return-secret makes a secret');
}

/**
 * Gives a link that can still be used another `state`: a code that was of no use came back with the one before, and none is
 * good for a second code.
 */
export async function renewLink(context: HubContext, link: LinkRow): Promise<LinkRow> {
  const { vault, store, clock } = context;
  const { app_id: appId, reference, expires_at: expiresAt, state_hash: before } = link;
  const kinds = link.kinds === null ? undefined : JSON.parse(link.kinds);
  const fresh = vault.consentLink({ appId, reference, kinds, validFor: expiresAt - clock() });
  const renewed = {
    url: fresh.url,
    qr_payload: fresh.qrPayload ?? null,
    consent_state: fresh.state,
    state_hash: stateHashOf(fresh.state),
  };
  await store.write((database) =>
    database.updateTable('hub_link').set(renewed).where('id', '=', link.id).where('state_hash', '=', before).execute(),
  );
  return { ...link, ...renewed };
}
