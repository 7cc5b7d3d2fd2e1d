/** A prefix and 32 hexadecimal digits that sort by time. */
export function newId(
  prefix: string,
  { clock, random }: { readonly clock: () => number; readonly random: (length: number) => Buffer },
): string {
  return `${prefix}_${Math.max(0, Math.floor(clock())).toString(16).padStart(12, '0')}${random(10).toString('hex')}`;
}
