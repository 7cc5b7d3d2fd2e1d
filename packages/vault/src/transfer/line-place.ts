import type { SealPlace } from '../seal/sealed-text.js';

/** A line opens in its own file at its own place only: none can be left out, doubled or moved. */
export const linePlace = (exportId: string, line: number): SealPlace => ({
  owner: [],
  table: 'export',
  row: exportId,
  field: String(line),
});
