import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../crash/main.mjs', import.meta.url));
const options = ['--engine', 'sqlite', '--nodes', '2', '--seed', '20', '--json'];

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...more: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...options, ...more], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}

it('loses, mismarks and misserves nothing while 20 processes are killed', { timeout: 300_000 }, async () => {
  const { code, stdout, stderr } = await run('--kills', '20');
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

it('keeps two hubs as one while 8 of their processes are killed', { timeout: 600_000 }, async () => {
  const { code, stdout, stderr } = await run('--hub', '--kills', '8', '--interval', '400');
  const { kills, events, webhooks, load, ...result } = JSON.parse(stdout || '{}');
  expect({ result, stderr }).toMatchObject({
    result: {
      lost: 0,
      falselyMarked: 0,
      wronglyServed: 0,
      wrongLinks: 0,
      repeatedCalls: 0,
      repeatedRequests: 0,
      duplicateEvents: 0,
      misorderedEvents: 0,
      misorderedWebhooks: 0,
      brokenAudit: 0,
      quarantined: 0,
      unexpected: 0,
      unsettled: 0,
      details: [],
    },
    stderr: '',
  });
  expect(code).toBe(0);
  expect(kills).toBeGreaterThanOrEqual(8);
  expect(events).toBeGreaterThan(0);
  expect(webhooks).toBeGreaterThan(0);
  expect(load.consents).toBeGreaterThan(0);
  expect(load.payments).toBeGreaterThan(0);
});
