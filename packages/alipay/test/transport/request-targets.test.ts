import { describe, expect, it } from 'vitest';
import { requestTargets } from '../../src/transport/request-targets.js';

describe('the target of a request', () => {
  it.each([
    [
      'https://openapi.alipay.com/v3/a?b=%20c',
      { protocol: 'https:', hostname: 'openapi.alipay.com', path: '/v3/a?b=%20c' },
    ],
    ['http://127.0.0.1:4010/v3/a', { protocol: 'http:', hostname: '127.0.0.1', port: 4010, path: '/v3/a' }],
    ['http://[::1]:4010/v3/a', { protocol: 'http:', hostname: '::1', port: 4010, path: '/v3/a' }],
    [
      'http://user:pass@proxy.example/v3/a',
      { protocol: 'http:', hostname: 'proxy.example', auth: 'user:pass', path: '/v3/a' },
    ],
    ['http://localhost?a=1#part', { protocol: 'http:', hostname: 'localhost', path: '/?a=1' }],
  ])('of %s', (url, expected) => {
    expect(requestTargets()(url)).toEqual(expected);
  });

  it('follows the origin when it changes', () => {
    const target = requestTargets();
    expect(target('http://127.0.0.1:1/a')).toMatchObject({ port: 1, path: '/a' });
    expect(target('http://127.0.0.1:2/b')).toMatchObject({ port: 2, path: '/b' });
    expect(target('http://127.0.0.1:1/c')).toMatchObject({ port: 1, path: '/c' });
  });

  it('refuses what is no URL', () => {
    expect(() => requestTargets()('nowhere')).toThrow('Invalid URL');
  });
});
