import type { TableDefinition } from '@lingpai/database';
import type { PageLanguage } from '../pages/page-language.js';
import { columns } from '../store/columns.js';
import type { Severity } from './alert-kind.js';

export const channelKinds = ['dingtalk', 'feishu', 'wecom', 'email'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Where alerts reach people. */
export interface ChannelRow {
  id: string;
  kind: ChannelKind;
  name: string;
  language: PageLanguage;
  minimum_severity: Severity;
  state: 'enabled' | 'disabled';
  /** What may be shown: the host of a robot, the recipients of e-mail. */
  target: string;
  /** JSON: the address with its token, the secret, the mail server with its password. */
  sealed_target: Uint8Array;
  key_id: string;
  /** Messages in a row that failed. */
  failures: number;
  failing_since: number | null;
  last_failure: string | null;
  /** The code with which the robot or the mail server refused. */
  last_code: number | null;
  sent_at: number | null;
  /** Before then nothing is sent: the last message failed. */
  next_at: number;
  created_at: number;
  updated_at: number;
  /** The id of the API key. */
  created_by: string | null;
}

export const channelTable: TableDefinition = {
  name: 'hub_alert_channel',
  columns: [
    ...columns('key', 'id', 'kind', 'language', 'minimum_severity', 'state', 'key_id', 'last_failure?', 'created_by?'),
    ...columns('label', 'name'),
    ...columns('document', 'target'),
    ...columns('bytes', 'sealed_target'),
    ...columns(
      'integer',
      'failures',
      'failing_since?',
      'last_code?',
      'sent_at?',
      'next_at',
      'created_at',
      'updated_at',
    ),
  ],
  primaryKey: ['id'],
  indexes: [{ name: 'hub_alert_channel_created', columns: ['created_at', 'id'] }],
};
