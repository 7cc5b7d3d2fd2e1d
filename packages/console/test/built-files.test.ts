import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = new URL('../dist/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, dist), 'utf8');
const index = read('index.html');
const scripts = readdirSync(new URL('assets/', dist)).filter((name) => name.endsWith('.js'));

describe('the built console', () => {
  it('loads less than 300 kB for the shell', () => {
    const files = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path = '']) => path);
    const entry = files.find((path) => path.endsWith('.js')) ?? '';
    const imported = importsOf(entry);
    const all = [...new Set([...files, ...imported])];
    const size = all.reduce((sum, path) => sum + gzipSync(read(path)).byteLength, 0);
    expect(imported.length).toBeGreaterThan(1);
    expect(size).toBeLessThan(300_000);
  });

  it('has a place for the nonce on everything that the page loads, and nothing inline', () => {
    const elements = [...index.matchAll(/<(script|link|style)\b[^>]*>/g)].map(([element]) => element);
    const loading = elements.filter((element) => !element.includes('rel="icon"'));
    expect(loading.every((element) => element.includes('nonce="__LINGPAI_NONCE__"'))).toBe(true);
    expect(index).not.toMatch(/<script[^>]*>[^<]|<style|\sstyle=|\son\w+=/);
  });

  it('names the scripts of each page', () => {
    const preloads: Record<string, string[]> = JSON.parse(read('preloads.json'));
    expect(Object.keys(preloads)).toHaveLength(11);
    for (const [path, files] of Object.entries(preloads)) {
      expect(files[0], path).toMatch(/-page-[\w-]+\.js$/);
      expect(files.filter((file) => !scripts.includes(file.replace('/assets/', '')))).toEqual([]);
      expect(files.filter((file) => index.includes(file))).toEqual([]);
    }
  });

  it.each(scripts)('evaluates no text in %s', (name) => {
    expect(read(`assets/${name}`)).not.toMatch(/\beval\(|new Function\(/);
  });
});

/** The script and what it imports at once, of whatever depth. */
function importsOf(path: string, found = new Set<string>()): string[] {
  if (found.has(path)) return [];
  found.add(path);
  for (const [, name] of read(path).matchAll(/(?:from|import)\s?["'`]\.\/([^"'`]+\.js)["'`]/g)) {
    importsOf(`assets/${name}`, found);
  }
  return [...found];
}
