import type { TableDefinition } from '@lingpai/database';
import { columns } from '../store/columns.js';

/** What a link can be. `declined` can still become `authorized`. */
export const linkStates = ['created', 'opened', 'authorized', 'declined', 'expired', 'revoked'] as const;
export type LinkState = (typeof linkStates)[number];

/** A consent link that was given to a merchant. */
export interface LinkRow {
  /** Unguessable: who has it can open its page. */
  id: string;
  app_id: string;
  state: LinkState;
  /** JSON: the kinds of applications that the merchant may authorize; `null`: every kind. */
  kinds: string | null;
  reference: string;
  language: 'zh' | 'en' | null;
  /** Where the merchant's browser goes afterwards. */
  return_to: string | null;
  /** Alipay's page. */
  url: string;
  /** The text of the QR code for Alipay on the phone. */
  qr_payload: string | null;
  /** The `state` of Alipay's page, which comes back. */
  consent_state: string;
  /** Its SHA-256. */
  state_hash: string;
  created_at: number;
  /** The id of the API key, or of the job. */
  created_by: string | null;
  expires_at: number;
  opened_at: number | null;
  /** When a code came back of which it is not known yet whether it authorized the link: the hub's workers find out. */
  returned_at: number | null;
  /** The `state` that came back with it: the link may have been given another one since. */
  returned_state: string | null;
  ended_at: number | null;
  /** JSON: the merchant applications that were authorized. */
  auth_app_ids: string | null;
}

export const linkTable: TableDefinition = {
  name: 'hub_link',
  columns: [
    ...columns('key', 'id', 'app_id', 'state', 'language?', 'state_hash', 'created_by?'),
    ...columns('label', 'reference'),
    ...columns(
      'document',
      'kinds?',
      'return_to?',
      'url',
      'qr_payload?',
      'consent_state',
      'returned_state?',
      'auth_app_ids?',
    ),
    ...columns('integer', 'created_at', 'expires_at', 'opened_at?', 'returned_at?', 'ended_at?'),
  ],
  primaryKey: ['id'],
  indexes: [
    { name: 'hub_link_state_hash', columns: ['state_hash'], unique: true },
    { name: 'hub_link_created', columns: ['app_id', 'created_at', 'id'] },
    { name: 'hub_link_reference', columns: ['app_id', 'reference', 'created_at', 'id'] },
    { name: 'hub_link_expiry', columns: ['state', 'expires_at'] },
    { name: 'hub_link_returned', columns: ['returned_at'] },
    { name: 'hub_link_ended', columns: ['state', 'ended_at'] },
  ],
};
