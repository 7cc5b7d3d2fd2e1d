import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { addressPolicy } from '../../src/webhooks/address-policy.js';
import type { ResolveName } from '../../src/webhooks/guarded-lookup.js';
import { createSender } from '../../src/webhooks/send-webhook.js';
import { TestReceiver } from '../support/test-receiver.js';

const defaults = {
  allowedNetworks: [] as string[],
  allowPlainHttp: true,
  ports: '80,443,1024-65535',
  timeout: 5_000,
  concurrency: 1,
  perReceiver: 1,
  pauseAfter: 5,
};
const policy = addressPolicy(defaults);
const local = addressPolicy({ ...defaults, allowedNetworks: ['127.0.0.1'] });

/** Names that resolve to these, one list after the other; the last stays. */
function names(...lists: readonly string[][]): ResolveName {
  let count = 0;
  return async () => {
    const addresses = lists[Math.min(count++, lists.length - 1)] ?? [];
    return addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
}

const message = (url: string) => ({ url, headers: { 'content-type': 'application/json' }, body: '{}' });
const never = new AbortController().signal;

const refused = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::a00:1',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];

describe('addresses of receivers', () => {
  it.each(refused)('%s gets no webhook, by address or by name', async (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(policy.permits(address)).toBe(false);
    expect(policy.problemOf(`https://${host}/hooks`)).toContain('the address is private');
    for (const url of [`http://${host}:8080/`, 'http://receiver.example:8080/']) {
      const sender = createSender({ policy, resolve: names([address]), timeout: 5_000 });
      expect(await sender.send(message(url), never)).toMatchObject({ failure: 'address-not-permitted', status: null });
      sender.close();
    }
  });

  it.each(['8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '2001:4860:4860::8888'])(
    '%s is public',
    (address) => expect(policy.permits(address)).toBe(true),
  );

  it.each([
    ['http://2130706433:8080/', 'the address is private'],
    ['http://0x7f.1:8080/', 'the address is private'],
    ['http://017700000001:8080/', 'the address is private'],
    ['http://127.1:8080/', 'the address is private'],
    ['http://[::ffff:127.0.0.1]:8080/', 'the address is private'],
    ['http://１２７.0.0.1:8080/', 'the address is private'],
    ['https://user:secret@example.com/', 'without a user name and a password'],
    ['https://user@example.com/', 'without a user name and a password'],
    ['https://example.com/#part', 'without a fragment'],
    ['ftp://example.com/', 'begins with https://'],
    ['file:///etc/passwd', 'begins with https://'],
    ['gopher://example.com/', 'begins with https://'],
    ['https://example.com:22/', 'does not permit port 22'],
    ['https://example.com:25/', 'does not permit port 25'],
    ['example.com', 'expected an address such as'],
  ])('refuses %s', (url, problem) => {
    expect(policy.problemOf(url)).toContain(problem);
  });

  it('http:// has to be permitted by name', () => {
    const strict = addressPolicy({ ...defaults, allowPlainHttp: false });
    expect(strict.problemOf('http://example.com/')).toContain('webhooks.allowPlainHttp');
    expect(strict.problemOf('https://example.com/')).toBeUndefined();
  });

  it('a name that changes its address to a private one gains nothing', async () => {
    await using receiver = await TestReceiver.start();
    // The first list is permitted; 127.0.0.2 reaches this machine as well, and is not.
    const sender = createSender({ policy: local, resolve: names(['127.0.0.1'], ['127.0.0.2']), timeout: 5_000 });
    const url = `http://rebinding.example:${receiver.port}/`;
    receiver.react = (_, response) => {
      response.writeHead(204, { connection: 'close' }).end();
      return undefined;
    };
    expect(await sender.send(message(url), never)).toMatchObject({ failure: undefined, status: 204 });
    expect(await sender.send(message(url), never)).toMatchObject({ failure: 'address-not-permitted' });
    expect(receiver.received).toHaveLength(1);
    sender.close();
  });

  it('a name with a private and a permitted address leads to the permitted one only', async () => {
    await using receiver = await TestReceiver.start();
    const resolve = names(['127.0.0.2', '::1', '127.0.0.1']);
    const sender = createSender({ policy: local, resolve, timeout: 5_000 });
    const url = `http://both.example:${receiver.port}/`;
    expect(await sender.send(message(url), never)).toMatchObject({ failure: undefined });
    expect(receiver.received).toHaveLength(1);
    sender.close();
  });

  it('follows no redirect', async () => {
    await using target = await TestReceiver.start();
    await using receiver = await TestReceiver.start();
    const sender = createSender({ policy: local, resolve: names(['127.0.0.1']), timeout: 5_000 });
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.react = (_, response) => {
        response.writeHead(status, { location: target.url }).end();
        return undefined;
      };
      expect(await sender.send(message(receiver.url), never)).toMatchObject({ failure: 'redirected', status });
    }
    expect(target.received).toHaveLength(0);
    sender.close();
  });

  it('gives up a receiver that does not respond, and reads no endless response', async () => {
    await using receiver = await TestReceiver.start();
    const sender = createSender({ policy: local, resolve: names(['127.0.0.1']), timeout: 200 });
    receiver.react = () => undefined;
    expect(await sender.send(message(receiver.url), never)).toMatchObject({ failure: 'timeout', status: null });
    let written = 0;
    receiver.react = (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) written += 16_384;
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      const closed = new Promise<void>((resolve) => response.on('close', resolve));
      ended = closed;
      more();
      return undefined;
    };
    let ended: Promise<void> | undefined;
    expect(await sender.send(message(receiver.url), never)).toMatchObject({ failure: undefined, status: 200 });
    await ended;
    expect(written).toBeLessThan(50_000_000);
    sender.close();
  });
});
