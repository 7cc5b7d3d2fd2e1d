import { describe, expect, it } from 'vitest';
import { Progress } from '../src/process/progress.js';

function terminal(isTTY: boolean) {
  let written = '';
  const stream = {
    isTTY,
    write(text: string | Uint8Array) {
      written += text;
      return true;
    },
  };
  return { stream, lines: () => written.split('\r\u001B[K').slice(1) };
}

describe('Progress', () => {
  it('shows count, rate and remaining time on a terminal, a few times a second', () => {
    let now = 0;
    const { stream, lines } = terminal(true);
    const progress = new Progress({ total: 1_000, stream, now: () => now });
    for (const [time, done] of [
      [1_000, 100],
      [1_050, 110],
      [2_000, 400],
    ] as const) {
      now = time;
      progress.show(done);
    }
    progress.end();
    expect(lines()).toEqual(['100/1000  100/s  about 9 s left', '400/1000  200/s  about 3 s left', '']);
  });

  it('shows no remaining time when the end is not known, and nothing without a terminal', () => {
    let now = 0;
    const [known, file] = [terminal(true), terminal(false)];
    for (const { stream } of [known, file]) {
      now = 0;
      const progress = new Progress({ stream, now: () => now });
      now = 2_000;
      progress.show(5);
      progress.end();
    }
    expect(known.lines()).toEqual(['5  2.5/s', '']);
    expect(file.lines()).toEqual([]);
  });
});
