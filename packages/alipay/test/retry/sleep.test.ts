import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sleep } from '../../src/retry/sleep.js';

describe('the wait between attempts', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('ends after its time, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    const waiting = sleep(1_000, signal);
    await vi.advanceTimersByTimeAsync(1_000);

    await expect(waiting).resolves.toBeUndefined();
    expect(removed).toHaveBeenCalledOnce();
  });

  it('ends at once when the signal is given, with its reason', async () => {
    const controller = new AbortController();
    const waiting = sleep(1_000, controller.signal);
    controller.abort('enough');

    await expect(waiting).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin after the signal was given', async () => {
    await expect(sleep(1_000, AbortSignal.abort('enough'))).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('needs no signal', async () => {
    const waiting = sleep(5);
    await vi.advanceTimersByTimeAsync(5);
    await expect(waiting).resolves.toBeUndefined();
  });
});
