import { problemKinds } from '@lingpai/hub';
import { describe, expect, it } from 'vitest';
import { problemTitles } from '../src/hub/problem-titles.js';

describe('the Chinese titles of problems', () => {
  it('are there for every code of the hub, and for no other', () => {
    expect([...problemTitles.keys()].sort()).toEqual(Object.keys(problemKinds).sort());
  });

  it('are in Chinese, and each its own', () => {
    const titles = [...problemTitles.values()];
    expect(titles.filter((title) => !/\p{Script=Han}/u.test(title) || /[\p{P}\s]$/u.test(title))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
