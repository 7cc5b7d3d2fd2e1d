/** What `token/app/query` says about a grant, besides whether its token is valid. Times in milliseconds since 1970. */
export interface GrantTerms {
  /** The methods that the grant permits; `undefined` when the response does not list them. */
  readonly methods: readonly string[] | undefined;
  /** From when and until when the authorization is in force. */
  readonly authStart: number | undefined;
  readonly authEnd: number | undefined;
  /** Whether it is a full delegation (全权委托授权). */
  readonly isFullDelegation: boolean | undefined;
}

const methodPattern = /^[a-zA-Z][\w.-]{0,127}$/;

/** Whether a text can be the name of a method, such as `alipay.trade.pay`. */
export function isMethod(text: unknown): text is string {
  return typeof text === 'string' && methodPattern.test(text);
}

/** @returns `undefined` when there is no list; what is no method is left out */
export function readMethods(list: unknown): readonly string[] | undefined {
  return Array.isArray(list) ? [...new Set(list.filter(isMethod))].sort() : undefined;
}

const plainPath = /^\/v3((?:\/[a-z0-9]+)+)$/;

/**
 * The method that a call is of: the operation of `call`, the method of `requestV2`; of `request` by the path, which most
 * operations share with their name.
 *
 * @returns `undefined` when it is not certain
 */
export function methodOfCall(name: string, subject: unknown): string | undefined {
  if (name === 'requestV2') return isMethod(subject) ? subject : undefined;
  if (typeof subject !== 'object' || subject === null) return undefined;
  if (name === 'call') {
    const id: unknown = Reflect.get(subject, 'id');
    return isMethod(id) ? id : undefined;
  }
  const path: unknown = Reflect.get(subject, 'path');
  const [, rest] = typeof path === 'string' ? (plainPath.exec(path.split('?')[0] ?? '') ?? []) : [];
  return rest?.slice(1).replaceAll('/', '.');
}
