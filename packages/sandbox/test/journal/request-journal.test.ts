import { describe, expect, it } from 'vitest';
import { journalText, RequestJournal } from '../../src/journal/request-journal.js';

const entry = {
  at: 0,
  method: 'GET',
  pathAndQuery: '/v3/x',
  headers: {},
  body: '',
  appId: null,
  operation: null,
  fault: null,
  response: null,
  refusal: null,
};

describe('the journal', () => {
  it('keeps the last requests only, numbered from the first', () => {
    const journal = new RequestJournal(2);
    for (let count = 0; count < 3; count += 1) journal.add(entry);
    expect(journal.list().map(({ id }) => id)).toEqual([2, 3]);
  });

  it('keeps the beginning of a long text', () => {
    expect(journalText(Buffer.from('short'))).toBe('short');
    expect(journalText(Buffer.alloc(70_000, 'x'))).toBe(`${'x'.repeat(65_536)}… (70000 bytes)`);
  });
});
