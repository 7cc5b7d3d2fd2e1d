import { list, quote } from './source-text.js';

/** The types of the client that generated modules are written against. */
export const runtimeTypes = ['ApiClient', 'ApiPromise', 'FileInput', 'Operation', 'RequestOptions'] as const;
export type RuntimeType = (typeof runtimeTypes)[number];

/** Where generated modules import the client's types from: one specifier, or one for each type. */
export type Runtime = string | Readonly<Record<RuntimeType, string>>;

/** Type imports, sorted by specifier. */
export function runtimeImports(runtime: Runtime, used: readonly RuntimeType[]): string {
  const specifiers = new Map<string, RuntimeType[]>();
  for (const type of used) {
    const specifier = typeof runtime === 'string' ? runtime : runtime[type];
    specifiers.set(specifier, [...(specifiers.get(specifier) ?? []), type]);
  }
  return [...specifiers]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([specifier, types]) => `${list(types, ['import type { ', ` } from ${quote(specifier)};`])}\n`)
    .join('');
}
