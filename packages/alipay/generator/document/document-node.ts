import { GeneratorError } from '../generator-error.js';
import { WarningList } from './document-warning.js';

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
  readonly warnings: WarningList;

  constructor(value: unknown, pointer = '', warnings: WarningList = new WarningList()) {
    this.value = value;
    this.pointer = pointer;
    this.warnings = warnings;
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

  /** Text, or a number as text: YAML makes a number of an unquoted version. */
  label(otherwise: string): string {
    if (typeof this.value === 'string' && this.value !== '') return this.value;
    const text = typeof this.value === 'number' ? String(this.value) : otherwise;
    this.odd('text', `taken as ${JSON.stringify(text)}`);
    return text;
  }

  flag(): boolean {
    if (typeof this.value === 'boolean') return this.value;
    const taken = this.value === 'true';
    this.odd('true or false', `taken as ${taken}`);
    return taken;
  }

  isObject(): boolean {
    return isObject(this.value);
  }

  /** The member of that name, if it is an object; anything else is left out with a warning. */
  object(name: string): DocumentNode | undefined {
    const member = this.optional(name);
    if (member === undefined || member.isObject()) return member;
    member.odd('an object', 'left out');
    return undefined;
  }

  /** The items of the member of that name; anything but a list is left out with a warning. */
  list(name: string): readonly DocumentNode[] {
    const member = this.optional(name);
    if (member === undefined || Array.isArray(member.value)) return member?.items() ?? [];
    member.odd('an array', 'left out');
    return [];
  }

  /** The texts in the list of that name; anything else is left out with a warning. */
  texts(name: string): readonly string[] {
    return this.list(name).flatMap((item) => {
      if (typeof item.value === 'string' && item.value !== '') return [item.value];
      item.odd('text', 'left out');
      return [];
    });
  }

  /** Warns that something else belongs here. */
  odd(expected: string, consequence: string): void {
    this.warn(`expected ${expected}, found ${describe(this.value)}; ${consequence}`);
  }

  /** Warns, naming this place. */
  warn(message: string): void {
    this.warnings.add(this.pointer, message);
  }

  /** Reads something that code can do without: where it cannot be read, that is a warning. */
  leniently<T, U>(read: () => T, otherwise: U, consequence: string): T | U {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof GeneratorError)) throw error;
      this.warnings.add(error.pointer ?? this.pointer, `${error.problem}; ${consequence}`);
      return otherwise;
    }
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
    return new DocumentNode(
      value,
      `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      this.warnings,
    );
  }
}
