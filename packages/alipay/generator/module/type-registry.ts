import type { DocumentNode } from '../document/document-node.js';
import { pascalCase } from '../naming.js';
import type { TypeNames } from '../schema/type-text.js';
import { type RuntimeType, runtimeTypes } from './runtime.js';

/** The union of the gateway's own error codes. */
export const commonErrorCode = 'CommonErrorCode';
/** Names that generated code uses and that therefore nothing in it may take. */
const used = ['Record', commonErrorCode, ...runtimeTypes];

/** Gives every type of the output a name of its own. */
export class TypeRegistry implements TypeNames {
  readonly file: RuntimeType = 'FileInput';
  readonly #owners = new Map<string, string>(used.map((name) => [name, 'something that generated code uses']));
  readonly #schemas = new Map<string, string>();

  /** Takes a name that an operation leads to; two owners of one name are refused. */
  claim(name: string, source: DocumentNode): string {
    const other = this.#owners.get(name);
    if (other !== undefined) source.fail(`the type ${name} would have the name of ${other}`);
    this.#owners.set(name, `a type of ${source.pointer}`);
    return name;
  }

  /**
   * Names schemas: as the document does, with the first letter in upper case; a name that is already taken gets the
   * suffix `Model`. To be called once, after everything else is claimed.
   */
  nameSchemas(names: Iterable<string>): void {
    const sorted = [...names].sort();
    const keeping = sorted.filter((name) => pascalCase(name) === name);
    for (const name of new Set([...keeping, ...sorted])) {
      let identifier = pascalCase(name);
      while (this.#owners.has(identifier)) identifier += 'Model';
      this.#owners.set(identifier, name);
      this.#schemas.set(name, identifier);
    }
  }

  /** The identifier of a named schema. */
  schema(name: string): string {
    const identifier = this.#schemas.get(name);
    if (identifier === undefined) throw new RangeError(`${name} was never named`);
    return identifier;
  }
}
