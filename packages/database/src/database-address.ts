import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { DatabaseError } from './database-error.js';

/** Where a server is, and how to reach it. */
export interface ServerAddress {
  /** A name, an IP address, or the absolute path of a Unix socket (PostgreSQL: of its folder). */
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsSettings | undefined;
  /** PostgreSQL: `-csearch_path=…`. */
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
  /** For messages; without user and password. */
  readonly label: string;
}

export interface TlsSettings {
  /** Whether the server's certificate and its name are verified. */
  readonly isVerified: boolean;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

const parameterNames = [
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'passwordfile',
  'host',
  'options',
  'application_name',
] as const;
type ParameterName = (typeof parameterNames)[number];
type Parameters = ReadonlyMap<string, string>;

const encode =
  'percent-encode the special characters of the user name and the password (# is %23, / is %2F, ? is %3F, @ is %40)';

/**
 * Reads `postgres://user:password@host:port/database?…` or the same with `mysql:`.
 *
 * @throws TypeError that never shows the address, which may hold a password
 * @throws DatabaseError `file` when a file that the address names cannot be read
 */
export function parseServerAddress(url: string, supported: readonly ParameterName[]): ServerAddress {
  const parsed = parseUrl(url);
  const parameters = readParameters(parsed, supported);
  const database = decode(parsed.pathname.slice(1));
  if (database === '') {
    throw new TypeError('database: the address names no database, as in "mysql://user@host/lingpai"');
  }
  const host = parameters.get('host') ?? decode(parsed.hostname.replace(/^\[|\]$/g, ''));
  if (host === '') throw new TypeError('database: the address names no host, as in "postgres://user@host/lingpai"');
  const port = parsed.port === '' ? undefined : Number(parsed.port);
  return {
    host,
    port,
    database,
    user: decode(parsed.username) || undefined,
    password: readPassword(parsed, parameters),
    tls: readTls(parameters, host),
    options: parameters.get('options'),
    applicationName: parameters.get('application_name'),
    label: `${host}${port === undefined ? '' : `:${port}`}/${database}`,
  };
}

function parseUrl(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`database: this is not an address such as "mysql://user:password@host/lingpai"; ${encode}`);
  }
  // What follows a special character of a password is read as another part of the address.
  if (parsed.hash !== '' || parsed.pathname.slice(1).includes('/') || /@/.test(parsed.pathname + parsed.search)) {
    throw new TypeError(`database: the address has a part that does not belong there; ${encode}`);
  }
  return parsed;
}

function readParameters(url: URL, supported: readonly string[]): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!supported.includes(name)) {
      const shown = /^[a-z_-]{1,40}$/i.test(name) ? `"${name}"` : 'one of these';
      throw new TypeError(`database: there is no parameter ${shown}; there are ${supported.join(', ')}`);
    }
    if (value === '') throw new TypeError(`database: the parameter "${name}" has no value`);
    if (parameters.has(name)) throw new TypeError(`database: the parameter "${name}" is there twice`);
    parameters.set(name, value);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(`database: the address has a "%" that encodes nothing; ${encode}`);
  }
}

function readPassword(url: URL, parameters: Parameters): string | undefined {
  const path = parameters.get('passwordfile');
  if (path === undefined) return decode(url.password) || undefined;
  if (url.password !== '') throw new TypeError('database: give the password or "passwordfile", not both');
  return readFile('passwordfile', path).replace(/\r?\n$/, '');
}

function readTls(parameters: Parameters, host: string): TlsSettings | undefined {
  const mode = parameters.get('sslmode') ?? 'disable';
  const [ca, cert, key] = [parameters.get('sslrootcert'), parameters.get('sslcert'), parameters.get('sslkey')];
  if (mode !== 'disable' && mode !== 'require' && mode !== 'verify-full') {
    throw new TypeError('database: sslmode is "disable" (the default), "require" or "verify-full"');
  }
  if (ca !== undefined && mode !== 'verify-full') {
    throw new TypeError('database: sslrootcert has an effect only with sslmode=verify-full');
  }
  if ((cert === undefined) !== (key === undefined)) throw new TypeError('database: give sslcert and sslkey together');
  if (mode === 'disable') {
    if (cert !== undefined) throw new TypeError('database: sslcert needs sslmode=require or sslmode=verify-full');
    return undefined;
  }
  if (host.startsWith('/')) throw new TypeError('database: there is no TLS over a Unix socket');
  if (mode === 'verify-full' && isIP(host) !== 0) {
    throw new TypeError('database: sslmode=verify-full needs the name in the certificate as host, not an IP address');
  }
  return {
    isVerified: mode === 'verify-full',
    ca: ca === undefined ? undefined : readFile('sslrootcert', ca),
    cert: cert === undefined ? undefined : readFile('sslcert', cert),
    key: key === undefined ? undefined : readFile('sslkey', key),
  };
}

function readFile(name: ParameterName, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new DatabaseError('file', `${name}: ${path} cannot be read (${code}). Correct the path or its permissions`);
  }
}
