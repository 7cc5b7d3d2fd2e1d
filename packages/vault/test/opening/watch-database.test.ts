import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { VaultReport } from '../../src/index.js';
import { VaultError } from '../../src/index.js';
import { watchDatabase } from '../../src/opening/watch-database.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reports once, however long a look takes', async () => {
  const reports: VaultReport[] = [];
  const failures: ((cause: unknown) => void)[] = [];
  const check = () => new Promise<void>((_, reject) => failures.push(reject));
  watchDatabase({ check }, (report) => reports.push(report), 5);
  await vi.advanceTimersByTimeAsync(50);
  for (const fail of failures) fail(new VaultError('database-replaced', 'it is another file'));
  await vi.advanceTimersByTimeAsync(50);
  expect(reports).toMatchObject([{ kind: 'database' }]);
});

it('looks again after a failure of another kind, until it is stopped', async () => {
  const reports: VaultReport[] = [];
  const check = vi.fn(() => Promise.reject(new VaultError('database', 'no connection')));
  const watch = watchDatabase({ check }, (report) => reports.push(report), 5);
  await vi.advanceTimersByTimeAsync(20);
  expect(check.mock.calls.length).toBeGreaterThan(2);
  watch.stop();
  const looks = check.mock.calls.length;
  await vi.advanceTimersByTimeAsync(20);
  expect(check.mock.calls).toHaveLength(looks);
  expect(reports).toEqual([]);
});
