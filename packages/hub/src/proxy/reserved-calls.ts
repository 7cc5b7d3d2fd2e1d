import { HubError } from '../problems/hub-error.js';

/** Redeems codes and rotates pairs: made by another program, it would bring pairs that the vault does not have. */
const reserved = 'alipay.open.auth.token.app';

/** The path of most operations: its name, and nothing that has to be decoded or replaced. */
const plainPath = /^\/v3(?:\/[a-z][a-z_]*\d?)+$/;

/** A call as its path tells it. */
export interface CalledOperation {
  /** The method that the path is of: most operations share their path with their name. `undefined` for any other. */
  readonly method: string | undefined;
  /** The path for logs: segments that may identify something are replaced. */
  readonly name: string;
}

/** @param path at Alipay, with or without a query @throws HubError for a call that only the vault makes */
export function operationOf(path: string): CalledOperation {
  if (plainPath.test(path)) {
    const name = path.slice('/v3/'.length).replaceAll('/', '.');
    checkCallMethod(name);
    return { method: name.includes('_') ? undefined : name, name: path };
  }
  const segments = segmentsOf(path);
  const method = segments.join('.');
  checkCallMethod(method);
  const shown = segments.map((segment) => (/^[a-z][a-z_]*\d?$/.test(segment) ? segment : '{…}'));
  return {
    method: segments.every((segment) => /^[a-z0-9]+$/.test(segment)) ? method : undefined,
    name: ['/v3', ...shown].join('/'),
  };
}

function segmentsOf(path: string): string[] {
  const [route = ''] = path.split('?', 1);
  const decoded = route.includes('%') ? decodeURIComponent(route) : route;
  return decoded.toLowerCase().split('/').filter(Boolean).slice(1);
}

/** @param method Alipay's name of the operation @throws HubError for a call that only the vault makes */
export function checkCallMethod(method: string): void {
  if (method.toLowerCase() !== reserved) return;
  throw new HubError('call-refused', 'the hub redeems codes and rotates tokens itself; use its links and "rotate"');
}
