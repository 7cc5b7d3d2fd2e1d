/** Credentials of one merchant application, as a response or a notification brought them. */
export interface ReceivedPair {
  readonly authAppId: string;
  readonly userId: string | undefined;
  readonly appAuthToken: string;
  /** Without one the token can be used, but never be rotated. */
  readonly appRefreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number | undefined;
  /** Seconds that the refresh token lives from its issue. */
  readonly reExpiresIn: number | undefined;
}

export interface ReadPairs {
  readonly pairs: readonly ReceivedPair[];
  /** How many could not be read. */
  readonly malformed: number;
}

export const idPattern: RegExp = /^[\w.:-]{1,64}$/;
const tokenPattern = /^[\x21-\x7e]{1,512}$/;

/** Reads the pairs of a response: a list in a batch, else the response itself. */
export function readPairs(model: unknown): ReadPairs {
  const list = member(model, 'tokens');
  const entries = Array.isArray(list) && list.length > 0 ? list : [model];
  const pairs = entries.map(readPair).filter((pair) => pair !== undefined);
  return { pairs, malformed: entries.length - pairs.length };
}

function readPair(entry: unknown): ReceivedPair | undefined {
  const authAppId = text(entry, 'auth_app_id', idPattern);
  const appAuthToken = text(entry, 'app_auth_token', tokenPattern);
  if (authAppId === undefined || appAuthToken === undefined) return undefined;
  return {
    authAppId,
    appAuthToken,
    userId: text(entry, 'user_id', idPattern),
    appRefreshToken: text(entry, 'app_refresh_token', tokenPattern),
    expiresIn: seconds(member(entry, 'expires_in')),
    reExpiresIn: seconds(member(entry, 're_expires_in')),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown, name: string, pattern: RegExp): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && pattern.test(found) ? found : undefined;
}

/** Alipay sends numbers as text here. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
