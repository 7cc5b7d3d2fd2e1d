/** Names that the path does not say well. */
const named: Readonly<Record<string, string>> = {
  'GET /healthz': 'health.live',
  'GET /readyz': 'health.ready',
  'GET /metrics': 'health.metrics',
  'GET /v1/alerts/channels': 'alerts.listChannels',
  'POST /v1/alerts/channels': 'alerts.createChannel',
  'POST /v1/alerts/channels/{channelId}/test': 'alerts.testChannel',
  'GET /v1/search': 'search.find',
  'GET /v1/settings': 'settings.get',
  'GET /v1/session': 'session.get',
  'POST /v1/session': 'session.signIn',
  'DELETE /v1/session': 'session.signOut',
  'DELETE /v1/sessions/{sessionId}': 'sessions.end',
  'GET /v1/stats': 'statistics.get',
  'GET /v1/apps/{appId}/authorizations/{authAppId}/methods/{method}': 'authorizations.method',
  'DELETE /v1/apps/{appId}/authorizations/{authAppId}': 'authorizations.forget',
  'DELETE /v1/apps/{appId}/links/{linkId}': 'links.revoke',
  'DELETE /v1/keys/{keyId}': 'keys.revoke',
  'POST /v1/apps/{appId}/return-secret': 'links.createReturnSecret',
  'POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay': 'webhooks.replayDelivery',
  'POST /proxy/{appId}/{authAppId}/gateway.do': 'proxy.gateway',
};

const onCollection: Readonly<Record<string, string>> = { get: 'list', post: 'create' };
const onItem: Readonly<Record<string, string>> = { get: 'get', patch: 'update', put: 'replace', delete: 'delete' };

/**
 * What clients call a route: `<tag>.<verb>`, for example `authorizations.list`. The verb follows from the path: the last
 * part that is no parameter, or what the method means for a collection or one of its items. An item of a further collection has
 * its name, too: `webhooks.getDelivery`.
 */
export function operationId(method: string, path: string, tag: string): string {
  const known = named[`${method.toUpperCase()} ${path}`];
  if (known !== undefined) return known;
  const parts = path
    .replace(/^\/v1(\/apps\/\{appId\}(?=\/[^{]))?/, '')
    .split('/')
    .filter(Boolean);
  const last = parts.at(-1) ?? '';
  const isItem = last.startsWith('{');
  const words = parts.filter((part) => !part.startsWith('{'));
  const collection = words.at(-1) ?? '';
  if (!isCollection(collection, tag)) {
    return `${tag}.${isItem ? `${onItem[method] ?? method}${capital(singular(collection))}` : camelCase(last)}`;
  }
  return `${tag}.${(isItem ? onItem : onCollection)[method] ?? method}`;
}

/** Applications are found at `/v1/apps`. */
const isCollection = (word: string, tag: string) => word === tag || (word === 'apps' && tag === 'applications');

const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const singular = (word: string) => word.replace(/ies$/, 'y').replace(/s$/, '');

const camelCase = (words: string) => words.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
