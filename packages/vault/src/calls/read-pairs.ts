/** A token pair of one merchant application, as a response or a notification brought it. */
export interface ReceivedPair {
  readonly authAppId: string;
  readonly userId: string | undefined;
  readonly appAuthToken: string;
  /** Without one, the token can be used but never rotated. */
  readonly appRefreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number | undefined;
  /** Seconds from the issue of the refresh token to its expiry. */
  readonly reExpiresIn: number | undefined;
}

export interface ReadPairs {
  readonly pairs: readonly ReceivedPair[];
  /** Entries that could not be read. */
  readonly malformed: number;
}

export const idPattern: RegExp = /^[\w.:-]{1,64}$/;
const tokenPattern = /^[\x21-\x7e]{1,512}$/;

/**
 * Reads the pairs of a response. Alipay puts them into the top-level fields, into the list `tokens`, or into both; a pair
 * that stands in both counts once.
 */
export function readPairs(model: unknown): ReadPairs {
  const list = member(model, 'tokens');
  const entries = Array.isArray(list) ? list : [];
  const listed = entries.map(readPair).filter((pair) => pair !== undefined);
  const malformed = entries.length - listed.length;
  const top = readPair(model);
  if (top === undefined) return { pairs: listed, malformed: entries.length === 0 ? 1 : malformed };
  if (listed.some(({ appAuthToken }) => appAuthToken === top.appAuthToken)) return { pairs: listed, malformed };
  // One malformed entry is the top-level pair again.
  return { pairs: [top, ...listed], malformed: Math.max(0, malformed - 1) };
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

/** The v3 gateway sends numbers as text, the v2 gateway as numbers. */
function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
