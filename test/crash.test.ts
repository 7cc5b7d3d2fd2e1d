import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../crash/main.mjs', import.meta.url));
const options = ['--kills', '20', '--engine', 'sqlite', '--nodes', '2', '--seed', '20', '--json'];

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...options], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

it('loses, mismarks and misserves nothing while 20 processes are killed', { timeout: 300_000 }, async () => {
  const { code, stdout, stderr } = await run();
  const { kills, events, ...result } = JSON.parse(stdout || '{}');
  expect({ result, stderr }).toMatchObject({
    result: {
      lost: 0,
      falselyMarked: 0,
      wronglyServed: 0,
      duplicateEvents: 0,
      misorderedEvents: 0,
      brokenAudit: 0,
      quarantined: 0,
      unexpected: 0,
      unsettled: 0,
      details: [],
    },
    stderr: '',
  });
  expect(code).toBe(0);
  expect(kills).toBeGreaterThanOrEqual(20);
  expect(events).toBeGreaterThan(0);
});
