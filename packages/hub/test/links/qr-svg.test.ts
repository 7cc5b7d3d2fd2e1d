import { merchantConsentLink } from '@lingpai/alipay';
import { qrSvg } from '@lingpai/hub';
import jsqr from 'jsqr';
import { describe, expect, it } from 'vitest';

/** Pixels for each square of the code. */
const scale = 4;

/** What a phone reads from the picture: its lines are painted as a browser does, then decoded by another library. */
function decode(svg: string): string | undefined {
  const [, size = 0] = svg.match(/viewBox="0 0 (\d+) \1"/) ?? [];
  const width = Number(size) * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const [, path = ''] = svg.match(/<path stroke="#000000" d="([^"]+)"/) ?? [];
  let [x, y] = [0, 0];
  for (const [, command, first = '0', second = '0'] of path.matchAll(/([Mmh])([\d.]+)(?: ([\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Math.floor(Number(second))];
    else if (command === 'm') x += Number(first);
    else {
      for (let row = y * scale; row < (y + 1) * scale; row += 1) {
        for (let column = x * scale; column < (x + Number(first)) * scale; column += 1) {
          pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
        }
      }
      x += Number(first);
    }
  }
  return jsqr.default(pixels, width, width)?.data;
}

describe('qrSvg', () => {
  const { qrPayload } = merchantConsentLink(
    { appId: '2021000000000001' },
    { redirectUri: 'https://isv.example.com/callback/2021000000000001', state: 'b1946ac92492d234' },
  );

  it.each([
    ["a consent link's payload", qrPayload ?? ''],
    ["a payment's address", 'https://qr.alipay.com/bax00000000000000000'],
    ['text beyond ASCII', '西湖龙井 & <tea>'],
  ])('draws %s, and a phone reads it', async (_, payload) => {
    expect(decode(await qrSvg(payload))).toBe(payload);
  });

  it('holds nothing but lines, whatever the payload is', async () => {
    const svg = await qrSvg('"/><script>alert(1)</script>');
    expect(svg).toMatch(
      /^<svg xmlns="[^"]+" viewBox="[\d ]+" shape-rendering="crispEdges">(<path [a-z]+="#[0-9a-f]{6}" d="[MmhvHz\d. ]+"\/>){2}<\/svg>\s$/,
    );
  });

  it('takes 2,331 bytes and no more', async () => {
    await expect(qrSvg('茶'.repeat(777))).resolves.toContain('<svg');
    const message = (found: number) => `payload: expected 1 to 2331 bytes of UTF-8, found ${found}`;
    await expect(qrSvg(`${'茶'.repeat(777)}.`)).rejects.toThrow(new TypeError(message(2332)));
    await expect(qrSvg('')).rejects.toThrow(new TypeError(message(0)));
  });
});
