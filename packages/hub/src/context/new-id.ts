/** A prefix and 32 hexadecimal digits that sort by time. */
export function newId(
  prefix: string,
  { clock, random }: { readonly clock: () => number; readonly random: (length: number) => Buffer },
): string {
  return `${firstIdAt(prefix, clock())}${random(10).toString('hex')}`;
}

/** Ids that were made then or later are larger. */
export const firstIdAt = (prefix: string, time: number): string =>
  `${prefix}_${Math.max(0, Math.floor(time)).toString(16).padStart(12, '0')}`;
