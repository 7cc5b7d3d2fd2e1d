import { describe, expect, it } from 'vitest';
import { NonceMemory } from '../src/nonces/nonce-memory.js';

describe('the memory of nonces', () => {
  it('knows a nonce until the request that used it would be refused anyway', () => {
    const memory = new NonceMemory();
    memory.add('app', 'nonce', 100, 0);
    expect(memory.has('app', 'nonce', 100)).toBe(true);
    expect(memory.has('app', 'nonce', 101)).toBe(false);
    expect(memory.has('other', 'nonce', 100)).toBe(false);
  });

  it('is bounded: the oldest are forgotten', () => {
    const memory = new NonceMemory(2);
    for (const nonce of ['a', 'b', 'c']) memory.add('app', nonce, 100, 0);
    expect(['a', 'b', 'c'].map((nonce) => memory.has('app', nonce, 1))).toEqual([false, true, true]);
  });
});
