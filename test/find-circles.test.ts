import { expect, it } from 'vitest';
import { findCircles } from '../scripts/find-circles.mjs';

const imports = (files: Record<string, string[]>) =>
  new Map(Object.entries(files).map(([file, imported]) => [file, new Set(imported)]));

it('finds no circle where imports point one way, however often they meet', () => {
  expect(findCircles(imports({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['elsewhere'] }))).toEqual([]);
});

it('finds every circle, and only the files that are part of it', () => {
  const files = {
    top: ['a', 'x'],
    a: ['b'],
    b: ['c', 'bottom'],
    c: ['a'],
    x: ['y'],
    y: ['x'],
    bottom: [],
    self: ['self'],
  };
  expect(findCircles(imports(files))).toEqual([['a', 'b', 'c'], ['x', 'y'], ['self']]);
});
