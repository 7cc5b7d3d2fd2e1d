import type { DocumentNode } from './document-node.js';

/** The parts of `#/components` that something can refer to. */
export type Section = 'schemas' | 'parameters' | 'responses' | 'requestBodies';

function decode(text: string): string {
  try {
    return decodeURIComponent(text).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return text;
  }
}

/** The name that a `$ref` gives, unchecked against the document. */
export function referencedName(reference: DocumentNode, section: Section): string {
  const prefix = `#/components/${section}/`;
  const text = reference.text();
  const name = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  if (name === '' || name.includes('/')) reference.expected(`a reference to ${prefix}…`);
  return decode(name);
}

/** The component of that name; `reference` is blamed when there is none. */
export function component(root: DocumentNode, section: Section, name: string, reference: DocumentNode): DocumentNode {
  const found = root.object('components')?.object(section)?.object(name);
  return found ?? reference.fail(`${JSON.stringify(reference.value)} is not in the document`);
}

/** Follows `$ref` until something stands there itself. */
export function resolve(root: DocumentNode, node: DocumentNode, section: Section): DocumentNode {
  const passed = new Set<string>();
  let current = node;
  for (;;) {
    const reference = current.optional('$ref');
    if (reference === undefined) return current;
    if (passed.has(current.pointer)) reference.fail('the reference leads back to itself');
    passed.add(current.pointer);
    current = component(root, section, referencedName(reference, section), reference);
  }
}
