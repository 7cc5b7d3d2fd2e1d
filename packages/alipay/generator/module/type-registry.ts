import { GeneratorError } from '../generator-error.js';
import { pascalCase } from '../naming.js';
import { runtimeTypes } from './runtime.js';

/** The union of the gateway's own error codes. */
export const commonErrorCode = 'CommonErrorCode';
/** Names that generated code uses and that therefore nothing in it may take. */
const used = ['Record', commonErrorCode, ...runtimeTypes];

/** Gives every type of the output a name of its own. */
export class TypeRegistry {
  readonly #owners = new Map<string, string>(used.map((name) => [name, 'the generated code itself']));
  readonly #schemas = new Map<string, string>();

  /** Takes a name that follows from the document; two owners of one name are refused. */
  claim(name: string, owner: string): string {
    const other = this.#owners.get(name);
    if (other !== undefined) throw new GeneratorError(`${name} is already the name of ${other}`, owner);
    this.#owners.set(name, owner);
    return name;
  }

  /**
   * Names schemas: as the document does, with the first letter in upper case; a name that is already taken gets the
   * suffix `Model`. To be called once, after everything else is claimed.
   */
  nameSchemas(names: Iterable<string>): void {
    for (const name of [...names].sort()) {
      let identifier = pascalCase(name);
      while (this.#owners.has(identifier)) identifier += 'Model';
      this.#schemas.set(name, this.claim(identifier, `/components/schemas/${name}`));
    }
  }

  /** The identifier of a named schema. */
  schema(name: string): string {
    const identifier = this.#schemas.get(name);
    if (identifier === undefined) throw new RangeError(`${name} was never named`);
    return identifier;
  }
}
