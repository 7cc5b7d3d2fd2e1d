/** Reads yuan with at most two decimals. @returns fen; `undefined` when the value is not such an amount */
export function readYuan(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const parts = typeof text === 'string' ? /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) : null;
  if (parts === null) return undefined;
  const [, yuan = '', decimals = ''] = parts;
  return Number(yuan) * 100 + Number(decimals.padEnd(2, '0'));
}

/** Writes fen as yuan with two decimals. */
export function yuanText(fen: number): string {
  return `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
