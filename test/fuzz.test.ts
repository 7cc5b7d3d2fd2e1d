import { describe, expect, it } from 'vitest';

interface Target {
  make(random: unknown): unknown;
  run(input: unknown): Promise<void>;
}

const folder = new URL('../fuzz/', import.meta.url);
const load = (file: string) =>
  import(/* @vite-ignore */ new URL(file, folder).href) as Promise<Record<string, unknown>>;

const { randomOf } = (await load('random.mjs')) as { randomOf(seed: string, target: string, number: number): unknown };
const { signAsAlipay } = (await load('keys.mjs')) as { signAsAlipay(bytes: string): string };
const targets: Record<string, Target> = {};
for (const [file, name] of [
  ['responses', 'responses'],
  ['v2-envelopes', 'v2Envelopes'],
  ['notification-bodies', 'notificationBodies'],
  ['certificates', 'certificateFiles'],
  ['multipart', 'multipart'],
  ['event-streams', 'eventStreams'],
] as const) {
  targets[file] = (await load(`targets/${file}.mjs`))[name] as Target;
}

describe.each(Object.entries(targets))('the fuzz target %s', (name, target) => {
  it('finds nothing in its first inputs', async () => {
    for (let number = 0; number < 25; number += 1) await target.run(target.make(randomOf('test', name, number)));
  });

  it('makes the same input again', () => {
    const make = () => target.make(randomOf('7', name, 12));
    expect(make()).toEqual(make());
    expect(make()).not.toEqual(target.make(randomOf('8', name, 12)));
  });
});

describe('a fuzz target', () => {
  it('reports data that Alipay signed and that is not the genuine one', async () => {
    const body = '{"app_auth_token":"forged"}';
    const headers = {
      'content-type': 'application/json',
      'alipay-timestamp': '1764201600100',
      'alipay-nonce': 'n-1',
      'alipay-signature': signAsAlipay(`1764201600100\nn-1\n${body}\n`),
    };
    const run = targets.responses?.run({ status: 200, headers, body: Buffer.from(body) });
    await expect(run).rejects.toThrow('forged data: {"app_auth_token":"forged"}');
  });

  it('reports a verified error that is not the genuine one', async () => {
    const content = '{"code":"40004","sub_code":"isv.forged"}';
    const body = `{"error_response":${content},"sign":"${signAsAlipay(content)}"}`;
    const run = targets['v2-envelopes']?.run({ status: 200, body: Buffer.from(body) });
    await expect(run).rejects.toThrow('a forged verified error: isv.forged');
  });
});
