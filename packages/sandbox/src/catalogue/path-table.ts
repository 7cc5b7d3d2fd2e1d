import type { CataloguedOperation } from './catalogued-operation.js';

/** The operations of one path, and the values of its parameters. */
export interface PathMatch {
  /** By verb. */
  readonly operations: ReadonlyMap<string, CataloguedOperation>;
  /** Still percent-encoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Template {
  readonly segments: readonly string[];
  readonly operations: Map<string, CataloguedOperation>;
}

const isParameter = (segment: string) => segment.startsWith('{') && segment.endsWith('}');

/** Finds operations by path. A path without parameters takes precedence over every template. */
export class PathTable {
  readonly #fixed = new Map<string, Map<string, CataloguedOperation>>();
  readonly #templates = new Map<string, Template>();

  constructor(operations: readonly CataloguedOperation[]) {
    for (const operation of operations) this.#add(operation);
  }

  find(path: string): PathMatch | undefined {
    const fixed = this.#fixed.get(path);
    if (fixed !== undefined) return { operations: fixed, parameters: new Map() };
    const segments = path.split('/');
    const [best] = [...this.#templates.values()]
      .filter((template) => fits(template, segments))
      .sort((a, b) => precedence(a).localeCompare(precedence(b)));
    return best && { operations: best.operations, parameters: parametersOf(best, segments) };
  }

  #add(operation: CataloguedOperation): void {
    const { method, path } = operation;
    const segments = path.split('/');
    if (segments.some(isParameter)) {
      const template = this.#templates.get(path) ?? { segments, operations: new Map() };
      template.operations.set(method, operation);
      this.#templates.set(path, template);
    } else {
      const operations = this.#fixed.get(path) ?? new Map();
      operations.set(method, operation);
      this.#fixed.set(path, operations);
    }
  }
}

function fits({ segments: expected }: Template, found: readonly string[]): boolean {
  return (
    expected.length === found.length &&
    expected.every((segment, index) => (isParameter(segment) ? found[index] !== '' : found[index] === segment))
  );
}

/** Sorts templates with earlier fixed segments first. */
function precedence({ segments }: Template): string {
  return segments.map((segment) => (isParameter(segment) ? '1' : '0')).join('');
}

function parametersOf({ segments: expected }: Template, found: readonly string[]): Map<string, string> {
  const pairs = expected.flatMap((segment, index) =>
    isParameter(segment) ? [[segment.slice(1, -1), found[index] ?? ''] as const] : [],
  );
  return new Map(pairs);
}
