import { type Static, Type } from 'typebox';
import { scopes } from '../keys/scope.js';
import { bytes, milliseconds, path, period, secret } from './setting.js';

const closed = { additionalProperties: false } as const;

const listen = Type.Object(
  {
    host: Type.String({ description: 'The address to listen on', minLength: 1, default: '127.0.0.1' }),
    port: Type.Integer({ description: 'The port; 0: any free one', minimum: 0, maximum: 65_535, default: 8080 }),
  },
  { ...closed, default: {} },
);

const tls = Type.Object(
  {
    certificateFile: Type.Optional(path('PEM file of the certificate and its intermediates')),
    keyFile: Type.Optional(path('PEM file of its private key')),
  },
  { ...closed, default: {} },
);

const database = Type.Object(
  {
    url: secret(Type.String({ description: '`sqlite:<file>`, `postgres://…` or `mysql://…`', minLength: 1 })),
    connections: Type.Integer({
      description: 'Connections to PostgreSQL or MySQL, for the vault and for the hub each',
      minimum: 1,
      maximum: 1_000,
      default: 10,
    }),
    place: Type.Optional(
      Type.String({ description: 'A name that tells this database from a copy of it', minLength: 1, maxLength: 200 }),
    ),
    restored: Type.Boolean({
      description: 'The database was restored or moved here and its original is gone; for one start only',
      default: false,
    }),
    create: Type.Boolean({
      description: 'Creates the tables in a SQLite file that exists and has none',
      default: false,
    }),
    allowWeakDurability: Type.Boolean({
      description: 'Uses a server that can lose commits which it has confirmed',
      default: false,
    }),
  },
  closed,
);

const masterKeys = Type.Object(
  {
    current: Type.String({ description: 'The id of the key that seals from now on', pattern: '^[\\w.-]{1,64}$' }),
    keys: Type.Optional(
      secret(
        Type.Record(Type.String({ pattern: '^[\\w.-]{1,64}$' }), Type.String({ pattern: '^[A-Za-z0-9+/_-]{43}=?$' }), {
          description: 'Master keys by id: 32 bytes each, base64',
        }),
      ),
    ),
    module: Type.Optional(
      path(
        'Instead of keys: an ES module that exports `wrap(key, id)` and `unwrap(wrapped, id)` of a key management service',
      ),
    ),
  },
  closed,
);

const limits = Type.Object(
  {
    body: bytes('The largest body of a request', 1_048_576),
    proxyBody: bytes(
      'The largest body of a proxied call; it is held in memory, because the signature covers it',
      10_485_760,
    ),
    proxyTimeout: milliseconds('How long a proxied call may take', 30_000, 1),
    concurrentProxyCalls: Type.Integer({
      description: 'Proxied calls at the same time, streams included; more are refused with 503',
      minimum: 1,
      default: 200,
    }),
    header: bytes('All headers of a request together', 16_384, 1_024),
    requestTimeout: milliseconds('How long a request may take to arrive', 60_000, 1),
    headersTimeout: milliseconds('How long its headers may take to arrive', 20_000, 1),
    concurrentRequests: Type.Integer({
      description: 'Requests at the same time; more are refused with 503',
      minimum: 1,
      default: 1_000,
    }),
    eventLoopDelay: milliseconds(
      'When the process lags more than this, requests are refused with 503; 0: never',
      2_000,
      0,
    ),
  },
  { ...closed, default: {} },
);

const rateLimit = Type.Object(
  {
    perKey: Type.Integer({
      description: 'Requests of one API key per minute and node; 0: no limit',
      minimum: 0,
      default: 60_000,
    }),
    perAddress: Type.Integer({
      description: 'Requests of one address without a key per minute and node; 0: no limit',
      minimum: 0,
      default: 6_000,
    }),
    failures: Type.Integer({
      description: 'Wrong keys of one address per minute and node, before its further ones are refused unread',
      minimum: 1,
      default: 10,
    }),
  },
  { ...closed, default: {} },
);

const retention = Type.Object(
  {
    operations: period('Redemptions and rotations that have ended', 90),
    pairs: period('Superseded token pairs', 90),
    events: period('Delivered events', 90),
    orders: period('Orders at the service market', 730),
    deliveries: period('Webhooks that were delivered, or given up', 30),
    audit: period('Links of the audit chains', 730),
    requests: period('The log of requests', 14),
    jobs: period('Jobs that have ended, and their results', 30),
    notifications: period('The log of notifications', 90),
    statistics: period('Hourly statistics', 400),
    alerts: period('Alerts that have ended', 90),
    links: period('Consent links that have ended', 400),
  },
  { ...closed, default: {} },
);

const vault = Type.Object(
  {
    callTimeout: milliseconds('One call to Alipay about tokens', 15_000, 1),
    freshFor: Type.Integer({
      description: 'How long a token is served from memory without asking the database (milliseconds)',
      minimum: 0,
      maximum: 540_000,
      default: 0,
    }),
    staleFor: Type.Integer({
      description: 'How long a token is served from memory while the database is down (milliseconds)',
      minimum: 0,
      maximum: 540_000,
      default: 300_000,
    }),
    concurrency: Type.Integer({ description: 'Rotations at the same time, per application', minimum: 1, default: 16 }),
  },
  { ...closed, default: {} },
);

const events = Type.Object(
  {
    heartbeat: milliseconds('Between two signs of life of a stream of events on which nothing happens', 15_000, 10),
    streams: Type.Integer({
      description: 'Streams of events at the same time, per node; more are refused with 503',
      minimum: 0,
      default: 200,
    }),
  },
  { ...closed, default: {} },
);

const webhooks = Type.Object(
  {
    allowedNetworks: Type.Array(Type.String({ minLength: 1 }), {
      description: 'Private addresses and networks that receivers may have, such as `10.1.0.0/16`',
      default: [],
    }),
    allowPlainHttp: Type.Boolean({
      description: 'Sends webhooks to `http://` addresses, too: others on the way can read them',
      default: false,
    }),
    ports: Type.String({
      description: 'Ports that receivers may have',
      pattern: '^\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*$',
      default: '80,443,1024-65535',
    }),
    timeout: milliseconds('How long a receiver may take to respond', 15_000, 1),
    concurrency: Type.Integer({
      description: 'Webhooks under way at the same time, per node',
      minimum: 1,
      default: 64,
    }),
    perReceiver: Type.Integer({ description: 'Those to one receiver, per node', minimum: 1, default: 16 }),
    pauseAfter: Type.Integer({
      description: 'Failures in a row after which a receiver is tried only now and then',
      minimum: 1,
      default: 5,
    }),
  },
  { ...closed, default: {} },
);

const roleNames = (role: string) =>
  Type.Array(Type.String({ minLength: 1 }), {
    description: `What the provider or the proxy calls a person who has the role ${role}`,
    default: [role],
  });

const roleScopes = (role: string, value: readonly (typeof scopes)[number][]) =>
  Type.Array(Type.Enum(scopes), {
    description: `Scopes of the role ${role}; \`token\`, which reveals tokens, has to be named`,
    default: value,
  });

const session = Type.Object(
  {
    idleTimeout: milliseconds('How long a person who does nothing stays signed in', 1_800_000, 1_000),
    longest: milliseconds('How long a person stays signed in at most', 43_200_000, 1_000),
    oidc: Type.Optional(
      Type.Object(
        {
          issuer: Type.String({
            description: 'The issuer of an OpenID provider: people sign in there',
            pattern: '^https?://',
          }),
          clientId: Type.String({ description: 'The hub at the provider', minLength: 1 }),
          clientSecret: Type.Optional(secret(Type.String({ description: 'Its secret, if it has one', minLength: 1 }))),
          name: Type.String({ description: 'What people call the provider', minLength: 1, default: 'OpenID Connect' }),
          scope: Type.String({ description: 'What is asked for', minLength: 1, default: 'openid profile' }),
          rolesField: Type.String({
            description: 'The field of the ID token that names roles; a path such as `realm_access.roles`',
            minLength: 1,
            default: 'roles',
          }),
        },
        closed,
      ),
    ),
    proxy: Type.Optional(
      Type.Object(
        {
          addresses: Type.Array(Type.String({ minLength: 1 }), {
            description: 'Addresses and networks of proxies that sign people in; the headers of others do not count',
            minItems: 1,
          }),
          userHeader: Type.String({
            description: 'Their header with the name',
            minLength: 1,
            default: 'x-forwarded-user',
          }),
          rolesHeader: Type.String({
            description: 'Their header with the roles, with commas between',
            minLength: 1,
            default: 'x-forwarded-groups',
          }),
        },
        closed,
      ),
    ),
    roles: Type.Object(
      {
        viewer: roleNames('viewer'),
        operator: roleNames('operator'),
        admin: roleNames('admin'),
        viewerScopes: roleScopes('viewer', ['read']),
        operatorScopes: roleScopes('operator', ['read', 'proxy', 'webhooks']),
        adminScopes: roleScopes('admin', ['read', 'proxy', 'webhooks', 'manage']),
      },
      { ...closed, default: {} },
    ),
  },
  { ...closed, default: {} },
);

const alerts = Type.Object(
  {
    interval: milliseconds('Between two looks at what is wrong', 15_000, 10),
    timeout: milliseconds('How long a robot or a mail server may take for one message', 10_000, 1),
    repeatAfter: Type.Integer({
      description: 'Hours after which people are told again of an alert that is still open',
      minimum: 1,
      maximum: 720,
      default: 24,
    }),
    minFreeDisk: Type.Integer({
      description: 'The disk of the spool is low below that (bytes)',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 536_870_912,
    }),
    allowPlainSmtp: Type.Boolean({
      description: 'Sends alerts to mail servers without TLS, too: others on the way can read them',
      default: false,
    }),
  },
  { ...closed, default: {} },
);

const consoleSettings = Type.Object(
  {
    enabled: Type.Boolean({
      description: 'Serves the console at `/` where `@lingpai/console` is installed',
      default: true,
    }),
    folder: Type.Optional(path('A folder with a console that was built, in place of the package')),
  },
  { ...closed, default: {} },
);

const shutdown = Type.Object(
  {
    delay: milliseconds('How long `/readyz` says no before the port is closed, so that load balancers stop sending', 0),
    timeout: milliseconds('How long requests under way may take to end', 30_000, 1),
  },
  { ...closed, default: {} },
);

/** Every setting of the hub: the validation, the table in `docs/hub-settings.md` and the JSON schema are made from this. */
export const settingsSchema = Type.Object(
  {
    publicUrl: Type.String({
      description:
        'Where browsers and Alipay reach the hub: scheme, host, and a path if there is one; with a path, the console is not served',
      pattern: '^https?://[^\\s?#]+$',
    }),
    listen,
    tls,
    trustProxy: Type.Array(Type.String({ minLength: 1 }), {
      description: 'Addresses and networks of the proxies in front, whose `x-forwarded-*` headers count',
      default: [],
    }),
    allowPlainHttp: Type.Boolean({
      description: 'Listens without TLS on an address that others reach, without a proxy in front',
      default: false,
    }),
    database,
    spoolDirectory: path('A folder on a local disk, for responses of Alipay that the database did not take'),
    masterKeys,
    adminKey: Type.Optional(
      secret(
        Type.String({
          description: 'An API key with every scope. To replace a lost one, set a new one and restart',
          pattern: '^lpk_[A-Za-z0-9_-]{43}$',
        }),
      ),
    ),
    logLevel: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      description: 'The least severe messages that are logged',
      default: 'info',
    }),
    publicMetrics: Type.Boolean({ description: 'Serves `/metrics` without an API key', default: false }),
    docs: Type.Boolean({ description: 'Serves `/docs` and `/openapi.json`', default: true }),
    limits,
    rateLimit,
    retention,
    vault,
    events,
    webhooks,
    session,
    alerts,
    console: consoleSettings,
    shutdown,
  },
  closed,
);

/** Settings, complete and checked. */
export type HubSettings = Static<typeof settingsSchema>;
