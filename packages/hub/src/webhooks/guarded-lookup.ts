import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { AddressPolicy } from './address-policy.js';

/** Resolves a name to all of its addresses. */
export type ResolveName = (name: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: ResolveName = (name) => systemLookup(name, { all: true });

/** A connection was refused before it was made. */
export class ForbiddenAddressError extends Error {
  static {
    ForbiddenAddressError.prototype.name = 'ForbiddenAddressError';
  }

  constructor() {
    super('the name leads to no address that is permitted');
  }
}

/**
 * What a connection asks for the addresses of its host: it gets those that are permitted, and connects to nothing else. Since
 * each connection asks, a name that changes its addresses gains nothing.
 */
export function guardedLookup(policy: AddressPolicy, resolve: ResolveName): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then(
      (addresses) => {
        const permitted = addresses.filter(({ address }) => policy.permits(address));
        const [first] = permitted;
        if (first === undefined) callback(new ForbiddenAddressError(), '');
        else if (options.all) callback(null, [...permitted]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('the name has no address'), ''),
    );
  };
}
