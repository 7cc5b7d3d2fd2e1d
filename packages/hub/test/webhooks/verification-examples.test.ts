import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, describe, expect, it } from 'vitest';
import { eventTypes } from '../../src/events/event-type.js';
import { signatureHeaders } from '../../src/webhooks/webhook-secrets.js';

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/webhooks.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'lingpai-webhooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [secret = '', other = '', older = ''] = [1, 2, 3].map(
  (byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`,
);
const body = '{"id":"event-1","type":"webhook.test","reference":"店"}';
const now = Date.now();
const genuine = signatureHeaders([secret, older], { id: 'event-1', body, now });

/** What is verified with `secret`, and whether it is genuine. */
const cases = [
  { headers: genuine, text: body, isGenuine: true },
  // The secret that is being replaced signs second.
  { headers: signatureHeaders([other, secret], { id: 'event-1', body, now }), text: body, isGenuine: true },
  { headers: genuine, text: body.replace('店', '點'), isGenuine: false },
  { headers: signatureHeaders([other], { id: 'event-1', body, now }), text: body, isGenuine: false },
  { headers: { ...genuine, 'webhook-id': 'event-2' }, text: body, isGenuine: false },
  { headers: signatureHeaders([secret], { id: 'event-1', body, now: now - 3_600_000 }), text: body, isGenuine: false },
];
const expected = cases.map(({ isGenuine }) => isGenuine);

function example(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(guide) ?? [];
  if (code === undefined) throw new Error(`the guide has no example in ${language}`);
  return code;
}

const exists = (command: string) => spawnSync(command, ['--version']).status === 0;

/** Runs a program that prints a JSON list. @param input what it reads from its standard input */
const run = (command: string, parameters: string[], input: string): unknown =>
  JSON.parse(execFileSync(command, parameters, { input, encoding: 'utf8', timeout: 120_000 }));

describe('the examples of the guide verify webhooks', () => {
  it('as the official library does', () => {
    const verified = cases.map(({ headers, text }) => {
      try {
        new Webhook(secret).verify(text, headers);
        return true;
      } catch {
        return false;
      }
    });
    expect(verified).toEqual(expected);
    expect(example('js')).toContain('new Webhook(secret).verify(body, headers)');
  });

  it.skipIf(!exists('python3'))('in Python', () => {
    const file = join(folder, 'verify.py');
    const harness = `
import sys
def check(one):
    try:
        return read_event(${JSON.stringify(secret)}, one["headers"], one["text"].encode())["id"] == "event-1"
    except ValueError:
        return False
print(json.dumps([check(one) for one in json.loads(sys.stdin.buffer.read())]))
`;
    writeFileSync(file, example('python') + harness);
    expect(run('python3', [file], JSON.stringify(cases))).toEqual(expected);
  });

  it.skipIf(!exists('java'))('in Java', () => {
    const file = join(folder, 'Verify.java');
    const main = `
class Verify {
  public static void main(String[] lines) throws Exception {
    java.util.List<Boolean> verified = new java.util.ArrayList<>();
    for (int at = 0; at < lines.length; at += 4) {
      verified.add(new WebhookVerifier("${secret}")
          .isGenuine(lines[at], lines[at + 1], lines[at + 2], Base64.getDecoder().decode(lines[at + 3])));
    }
    System.out.println(verified);
  }
}
`;
    // The class that is started comes first; imports before it.
    const code = example('java');
    const end = code.indexOf('final class');
    writeFileSync(file, code.slice(0, end) + main + code.slice(end));
    const parameters = cases.flatMap(({ headers, text }) => [
      headers['webhook-id'] ?? '',
      headers['webhook-timestamp'] ?? '',
      headers['webhook-signature'] ?? '',
      Buffer.from(text).toString('base64'),
    ]);
    expect(run('java', [file, ...parameters], '')).toEqual(expected);
  });

  it('and its table has every type of event', () => {
    for (const [type, meaning] of Object.entries(eventTypes)) expect(guide).toContain(`| \`${type}\` | ${meaning} |`);
  });
});
