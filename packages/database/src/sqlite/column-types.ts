import type { Engine } from '../engine.js';

export const columnTypes: Engine['columnTypes'] = {
  key: 'text',
  label: 'text',
  document: 'text',
  integer: 'integer',
  bytes: 'blob',
};
