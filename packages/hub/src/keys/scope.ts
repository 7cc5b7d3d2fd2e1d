import { Type } from 'typebox';

/** What an API key may do. None contains another. */
export const scopes = ['read', 'token', 'proxy', 'webhooks', 'manage'] as const;

export type Scope = (typeof scopes)[number];

export const scopeSchema = Type.Enum(scopes, {
  description:
    '`read`: state and history. `token`: reveals tokens. `proxy`: calls Alipay for merchants. `webhooks`: receivers and ' +
    'deliveries. `manage`: links, authorizations, applications and keys',
});
