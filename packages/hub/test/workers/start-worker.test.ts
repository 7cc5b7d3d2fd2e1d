import { expect, it } from 'vitest';
import { startWorker } from '../../src/workers/start-worker.js';

it('a worker that is stopped during a turn begins no pause and no other turn', async () => {
  const begun: string[] = [];
  let endTurn: (hasMore: boolean) => void = () => undefined;
  const turn = () => {
    begun.push('turn');
    return new Promise<boolean>((resolve) => {
      endTurn = resolve;
    });
  };
  const worker = startWorker({ name: 'test', interval: 600_000, turn }, () => undefined);
  const stopped = worker.stop();
  endTurn(false);
  await stopped;
  expect(begun).toEqual(['turn']);
});
