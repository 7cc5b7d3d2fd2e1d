import { expect, it } from 'vitest';
import { Batches } from '../../src/concurrency/batches.js';

/** Work that ends when it is told to. */
function heldWork() {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const run = async (items: readonly number[]): Promise<readonly number[]> => {
    batches.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map((item) => item * 10);
  };
  return { batches, run, end: () => ends.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('does at once what is there, and together what comes while it is under way', async () => {
  const { batches, run, end } = heldWork();
  const lanes = new Batches();
  const first = lanes.add('a', 1, run);
  await turn();
  const others = [2, 3].map((item) => lanes.add('a', item, run));
  await turn();
  expect(batches).toEqual([[1]]);
  end();
  await turn();
  expect(batches).toEqual([[1], [2, 3]]);
  end();
  expect(await Promise.all([first, ...others])).toEqual([10, 20, 30]);
});

it('keeps kinds of work apart', async () => {
  const { batches, run, end } = heldWork();
  const lanes = new Batches();
  const results = [lanes.add('a', 1, run), lanes.add('b', 2, run)];
  await turn();
  expect(batches).toEqual([[1], [2]]);
  end();
  end();
  expect(await Promise.all(results)).toEqual([10, 20]);
});

it('waits for others as long as it is allowed to, until there are 32 or it is told to flush', async () => {
  const { batches, run, end } = heldWork();
  const lanes = new Batches();
  const lingering = { linger: 600_000 };
  const first = Array.from({ length: 32 }, (_, item) => lanes.add('a', item, run, lingering));
  await turn();
  expect(batches.map(({ length }) => length)).toEqual([32]);
  end();
  await Promise.all(first);
  const second = [lanes.add('a', 1, run, lingering), lanes.add('a', 2, run, lingering)];
  await turn();
  expect(batches).toHaveLength(1);
  lanes.flush('a');
  await turn();
  expect(batches.at(-1)).toEqual([1, 2]);
  end();
  await Promise.all(second);
});

it('stops waiting as soon as an item arrives that does not wait', async () => {
  const { batches, run, end } = heldWork();
  const lanes = new Batches();
  const results = [lanes.add('a', 1, run, { linger: 600_000 }), lanes.add('a', 2, run)];
  await turn();
  expect(batches).toEqual([[1, 2]]);
  end();
  expect(await Promise.all(results)).toEqual([10, 20]);
});

it('rejects everything of a batch that fails, and goes on with the next', async () => {
  const lanes = new Batches();
  const failing = async (): Promise<readonly number[]> => {
    await turn();
    throw new Error('no');
  };
  const working = async (items: readonly number[]) => items;
  const failed = lanes.add('a', 1, failing);
  await expect(failed).rejects.toThrow('no');
  expect(await lanes.add('a', 2, working)).toBe(2);
});
