import type { ColumnDefinition, ColumnKind, Migration } from '@lingpai/database';

const columns = (kind: ColumnKind, ...names: string[]): ColumnDefinition[] =>
  names.map((name) => (name.endsWith('?') ? { name: name.slice(0, -1), kind, nullable: true } : { name, kind }));

/** The records of an authorization's life. */
export const firstTables: Migration = {
  version: 1,
  name: 'first-tables',
  tables: [
    {
      name: 'authorization',
      columns: [
        ...columns(
          'key',
          'app_id',
          'auth_app_id',
          'user_id?',
          'state',
          'reason?',
          'pair_id?',
          'grant_id?',
          'contested?',
        ),
        ...columns('integer', 'generation', 'epoch', 'grant_after?', 'grant_before?', 'issued_at?'),
        ...columns('integer', 'deactivation', 'refresh_deadline?', 'cancelled_at?', 'due_at?', 'attempts', 'alert_at?'),
        ...columns('integer', 'probe_at?', 'lease_until?', 'rotated_until?'),
        ...columns('key', 'lease_owner?'),
        ...columns('integer', 'assigned', 'created_at', 'updated_at', 'event_sequence', 'audit_sequence'),
        ...columns('key', 'audit_hash', 'row_code'),
        ...columns('label', 'reference?'),
      ],
      primaryKey: ['app_id', 'auth_app_id'],
      indexes: [
        { name: 'authorization_due', columns: ['app_id', 'due_at'] },
        { name: 'authorization_alert', columns: ['app_id', 'alert_at'] },
        { name: 'authorization_probe', columns: ['app_id', 'probe_at'] },
        { name: 'authorization_state', columns: ['app_id', 'state', 'auth_app_id'] },
        { name: 'authorization_assigned', columns: ['app_id', 'assigned', 'auth_app_id'] },
        { name: 'authorization_deadline', columns: ['app_id', 'refresh_deadline', 'auth_app_id'] },
        { name: 'authorization_user', columns: ['app_id', 'user_id', 'auth_app_id'] },
      ],
    },
    {
      name: 'pair',
      columns: [
        ...columns(
          'key',
          'id',
          'app_id',
          'auth_app_id',
          'user_id?',
          'grant_id',
          'source',
          'fingerprint',
          'verdict?',
          'refusal?',
        ),
        ...columns('integer', 'grant_after', 'grant_before', 'issue_after', 'issue_before', 'obtained_at'),
        ...columns(
          'integer',
          'expires_in?',
          'refresh_deadline?',
          'verdict_at?',
          'quarantined_at?',
          'told_at?',
          'refused_at?',
          'confirmed_at?',
          'deactivated',
        ),
        ...columns('bytes', 'sealed_token', 'sealed_refresh_token?'),
        ...columns('key', 'key_id'),
      ],
      primaryKey: ['id'],
      indexes: [
        { name: 'pair_fingerprint', columns: ['app_id', 'fingerprint'], unique: true },
        { name: 'pair_authorization', columns: ['app_id', 'auth_app_id', 'issue_before', 'id'] },
        { name: 'pair_key', columns: ['key_id', 'id'] },
        { name: 'pair_quarantine', columns: ['quarantined_at', 'id'] },
      ],
    },
    {
      name: 'operation',
      columns: [
        ...columns('key', 'id', 'kind', 'app_id', 'auth_app_id?', 'inbox_id?', 'pair_id?', 'state', 'owner'),
        ...columns('integer', 'generation?', 'lease_until', 'started_at', 'settled_at?', 'quarantined'),
        ...columns('key', 'failure?', 'failure_code?', 'trace_id?', 'key_id?'),
        ...columns('label', 'reason?'),
        ...columns('bytes', 'sealed_response?'),
      ],
      primaryKey: ['id'],
      indexes: [
        { name: 'operation_state', columns: ['state', 'lease_until'] },
        { name: 'operation_authorization', columns: ['app_id', 'auth_app_id', 'id'] },
        { name: 'operation_key', columns: ['key_id', 'id'] },
      ],
    },
    {
      name: 'inbox',
      columns: [
        ...columns('key', 'id', 'kind', 'app_id', 'dedupe_key', 'state', 'code_key?', 'link_key?', 'problem?'),
        ...columns(
          'integer',
          'received_at',
          'alipay_received_at?',
          'due_at?',
          'attempts',
          'deactivations',
          'unknown_attempts',
          'lease_until?',
          'settled_at?',
        ),
        ...columns('key', 'lease_owner?', 'key_id?'),
        ...columns('label', 'reference?'),
        ...columns('document', 'link?', 'outcome?'),
        ...columns('bytes', 'sealed_body?'),
      ],
      primaryKey: ['id'],
      indexes: [
        { name: 'inbox_dedupe', columns: ['app_id', 'kind', 'dedupe_key'], unique: true },
        { name: 'inbox_link', columns: ['link_key'], unique: true },
        { name: 'inbox_code', columns: ['app_id', 'code_key'] },
        { name: 'inbox_due', columns: ['state', 'due_at'] },
        { name: 'inbox_key', columns: ['key_id', 'id'] },
      ],
    },
    {
      name: 'outbox',
      columns: [
        ...columns('key', 'id', 'app_id', 'auth_app_id', 'type', 'state'),
        ...columns('integer', 'sequence', 'created_at', 'due_at', 'attempts', 'lease_until?', 'delivered_at?'),
        ...columns('key', 'lease_owner?'),
        ...columns('document', 'payload'),
      ],
      primaryKey: ['id'],
      indexes: [
        { name: 'outbox_stream', columns: ['app_id', 'auth_app_id', 'sequence'], unique: true },
        { name: 'outbox_due', columns: ['state', 'due_at'] },
        { name: 'outbox_created', columns: ['created_at', 'id'] },
      ],
    },
    {
      name: 'audit',
      columns: [
        ...columns('key', 'app_id', 'auth_app_id', 'kind', 'hash'),
        ...columns('integer', 'sequence', 'at'),
        ...columns('document', 'detail'),
      ],
      primaryKey: ['app_id', 'auth_app_id', 'sequence'],
      indexes: [],
    },
    {
      name: 'audit_checkpoint',
      columns: [
        ...columns('key', 'app_id', 'auth_app_id', 'hash', 'row_code'),
        ...columns('integer', 'sequence', 'pruned_at'),
      ],
      primaryKey: ['app_id', 'auth_app_id'],
      indexes: [],
    },
    {
      name: 'tombstone',
      columns: [...columns('key', 'app_id', 'fingerprint'), ...columns('integer', 'deactivation', 'forgotten_at')],
      primaryKey: ['app_id', 'fingerprint'],
      indexes: [],
    },
    {
      name: 'application',
      columns: [
        ...columns('key', 'app_id', 'environment', 'circuit', 'circuit_reason?'),
        ...columns('integer', 'updated_at', 'deactivations', 'event_sequence', 'audit_sequence'),
        ...columns('key', 'audit_hash'),
      ],
      primaryKey: ['app_id'],
      indexes: [],
    },
    {
      name: 'master_key',
      columns: [
        ...columns('key', 'id', 'check_value'),
        ...columns('bytes', 'wrapped?'),
        ...columns('integer', 'created_at', 'retired_at?'),
      ],
      primaryKey: ['id'],
      indexes: [],
    },
    {
      name: 'instance',
      columns: [
        ...columns('integer', 'id', 'epoch', 'created_at', 'audit_sequence'),
        ...columns('key', 'vault_id', 'key_id', 'audit_hash', 'pruned_operation'),
        ...columns('label', 'place'),
        ...columns('bytes', 'sealed_secret'),
      ],
      primaryKey: ['id'],
      indexes: [],
    },
  ],
};
