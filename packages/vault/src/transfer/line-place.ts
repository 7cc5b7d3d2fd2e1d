import type { SealPlace } from '../seal/sealed-text.js';

/** A line opens only in its own file at its own place: none can be left out, repeated or moved. */
export const linePlace = (exportId: string, line: number): SealPlace => ({
  owner: [],
  table: 'export',
  row: exportId,
  field: String(line),
});
