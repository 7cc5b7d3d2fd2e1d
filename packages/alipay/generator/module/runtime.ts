import { GeneratorError } from '../generator-error.js';
import { importTypes } from './source-text.js';

/** The types of the client that generated modules are written against. */
export const runtimeTypes = [
  'ApiClient',
  'ApiPromise',
  'FileInput',
  'Operation',
  'RequestOptions',
  'ServerEvent',
  'StreamApiClient',
  'StreamOptions',
] as const;
export type RuntimeType = (typeof runtimeTypes)[number];

/** Where generated modules import the client's types from: one specifier, or one for each type. */
export type Runtime = string | Readonly<Record<RuntimeType, string>>;

function specifier(runtime: Runtime, type: RuntimeType): unknown {
  return typeof runtime === 'string' ? runtime : runtime?.[type];
}

/** @throws GeneratorError when a specifier is missing */
export function checkRuntime(runtime: Runtime): Runtime {
  for (const type of runtimeTypes) {
    const found = specifier(runtime, type);
    if (typeof found !== 'string' || found.trim() === '') {
      throw new GeneratorError(`runtime: expected the specifier of a module that exports ${type}`);
    }
  }
  return runtime;
}

/** Type imports, sorted by specifier. */
export function runtimeImports(runtime: Runtime, used: readonly RuntimeType[]): string {
  const bySpecifier = new Map<string, RuntimeType[]>();
  for (const type of used) {
    const key = String(specifier(runtime, type));
    bySpecifier.set(key, [...(bySpecifier.get(key) ?? []), type]);
  }
  return [...bySpecifier]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, types]) => importTypes(types, from))
    .join('');
}
