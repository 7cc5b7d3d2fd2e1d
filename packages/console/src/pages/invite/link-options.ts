import type { Link } from '@lingpai/hub-client/types';

export type Kind = NonNullable<Link['kinds']>[number];

export const kinds = [
  'TINYAPP',
  'WEBAPP',
  'MOBILEAPP',
  'PUBLICAPP',
  'BASEAPP',
  'ARAPP',
] as const satisfies readonly Kind[];

/** Bytes of UTF-8: Alipay carries no longer one through the consent. */
export const longestReference = 49;

export const isLongReference = (reference: string): boolean =>
  new TextEncoder().encode(reference).length > longestReference;

/** Seconds. */
export const shortestLife = 60;
export const longestLife = 30 * 86_400;
