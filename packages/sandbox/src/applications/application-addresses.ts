import { SandboxError } from '../sandbox-error.js';

/** Where consent pages and notifications go for an application. */
export interface ApplicationAddresses {
  /** Where consent pages may send the browser: exact addresses, or `http://127.0.0.1` and `http://localhost`. */
  readonly redirectUris: readonly string[];
  /** Where notifications are posted. */
  readonly notifyUrl: string | undefined;
}

/** Addresses to set. Omitted members keep their value. */
export interface NewAddresses {
  readonly redirectUris?: readonly string[];
  /** `null`: notifications are no longer delivered. */
  readonly notifyUrl?: string | null;
}

/** What `updateApplication` takes. Omitted members keep their value. */
export interface ApplicationChanges extends NewAddresses {
  /**
   * The methods of the application's products: a merchant who consents from now on permits these, and earlier grants stay as
   * they are. `null`: every method, as at first.
   */
  readonly methods?: readonly string[] | null;
}

/** For development: these two, exactly as written here, admit every port and path. */
export const developmentRedirectUris: readonly string[] = Object.freeze(['http://127.0.0.1', 'http://localhost']);

const mostUris = 100;
const longestUrl = 2048;

/** @throws SandboxError naming the field that is wrong */
export function resolveAddresses(
  { redirectUris, notifyUrl }: NewAddresses,
  current: ApplicationAddresses = { redirectUris: developmentRedirectUris, notifyUrl: undefined },
): ApplicationAddresses {
  if (redirectUris !== undefined && redirectUris.length > mostUris) {
    throw new SandboxError('invalid', `redirectUris: expected at most ${mostUris}`);
  }
  for (const [index, uri] of (redirectUris ?? []).entries()) checkUrl(uri, `redirectUris[${index}]`);
  if (typeof notifyUrl === 'string') checkUrl(notifyUrl, 'notifyUrl');
  return Object.freeze({
    redirectUris: redirectUris === undefined ? current.redirectUris : Object.freeze([...redirectUris]),
    notifyUrl: notifyUrl === undefined ? current.notifyUrl : (notifyUrl ?? undefined),
  });
}

/** Whether `text` is an absolute, unambiguous http(s) address without fragment and user. */
export function isPlainUrl(text: string): boolean {
  if (text.length > longestUrl || !/^https?:\/\/[^\s\\#\p{Cc}\p{Surrogate}]+$/u.test(text) || !URL.canParse(text))
    return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

/**
 * Whether an application registered `redirectUri`: character by character, or, where it registered one of
 * `developmentRedirectUris`, by that host on any port with any path.
 */
export function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  if (!isPlainUrl(redirectUri)) return false;
  if (registered.includes(redirectUri)) return true;
  const { protocol, hostname } = new URL(redirectUri);
  const origin = `${protocol}//${hostname}`;
  return developmentRedirectUris.includes(origin) && registered.includes(origin);
}

function checkUrl(text: string, field: string): void {
  if (isPlainUrl(text)) return;
  throw new SandboxError('invalid', `${field}: expected an absolute http or https address without user and fragment`);
}
