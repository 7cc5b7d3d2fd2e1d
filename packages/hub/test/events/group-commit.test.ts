import { expect, it } from 'vitest';
import { GroupCommit } from '../../src/events/group-commit.js';

it('writes what comes at the same time together, in order', async () => {
  const commits: number[][] = [];
  const group = new GroupCommit<number>(async (items) => {
    commits.push([...items]);
  }, 3);
  await Promise.all([1, 2, 3, 4].map((item) => group.add(item)));
  await group.add(5);
  expect(commits).toEqual([[1, 2, 3], [4], [5]]);
});

it('one that cannot be written makes no other fail', async () => {
  const written: number[] = [];
  const group = new GroupCommit<number>(async (items) => {
    if (items.includes(2)) throw new Error('two');
    written.push(...items);
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual([1, 3]);
});
