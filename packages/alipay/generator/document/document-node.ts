import { GeneratorError } from '../generator-error.js';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  const text = String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** One value of the document and the JSON pointer to it, so that every complaint names its place. */
export class DocumentNode {
  readonly value: unknown;
  readonly pointer: string;

  constructor(value: unknown, pointer = '') {
    this.value = value;
    this.pointer = pointer;
  }

  /** The member of that name, present or not; this node must be an object. */
  member(name: string): DocumentNode {
    const object = this.#object();
    return this.#child(name, Object.hasOwn(object, name) ? object[name] : undefined);
  }

  /** The member of that name, or `undefined` when the object has none. */
  optional(name: string): DocumentNode | undefined {
    const member = this.member(name);
    return member.value === undefined ? undefined : member;
  }

  has(name: string): boolean {
    return this.member(name).value !== undefined;
  }

  entries(): readonly (readonly [name: string, node: DocumentNode])[] {
    return Object.entries(this.#object()).map(([name, value]) => [name, this.#child(name, value)]);
  }

  items(): readonly DocumentNode[] {
    if (!Array.isArray(this.value)) this.expected('an array');
    return Array.from(this.value, (item: unknown, index) => this.#child(String(index), item));
  }

  text(): string {
    return typeof this.value === 'string' && this.value !== '' ? this.value : this.expected('text');
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.expected('true or false');
  }

  /** Throws, naming this place, what belongs here and what is here. */
  expected(what: string): never {
    return this.fail(`expected ${what}, found ${describe(this.value)}`);
  }

  /** Throws, naming this place. */
  fail(message: string): never {
    throw new GeneratorError(message, this.pointer);
  }

  #object(): Readonly<Record<string, unknown>> {
    return isObject(this.value) ? this.value : this.expected('an object');
  }

  #child(name: string, value: unknown): DocumentNode {
    return new DocumentNode(value, `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}
