/** Registered, so that every copy of this package shares it. */
const brand = Symbol.for('@lingpai/alipay class');

/**
 * Makes `instanceof` recognize what another copy of this package made: a program can load both the ES module build and
 * the CommonJS build. Each class has a name of its own; subclasses of users, which have none, are compared as usual.
 */
export function brandClass(target: BrandedClass, name: string): void {
  Object.defineProperty(target.prototype, brand, { value: name });
  Object.defineProperty(target, Symbol.hasInstance, { value: isInstance });
}

interface BrandedClass {
  readonly prototype: object;
}

function isInstance(this: BrandedClass, value: unknown): boolean {
  const name = ownBrand(this.prototype);
  if (name === undefined) return Function.prototype[Symbol.hasInstance].call(this, value);
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  for (let level: unknown = Object.getPrototypeOf(value); typeof level === 'object' && level !== null; ) {
    if (ownBrand(level) === name) return true;
    level = Object.getPrototypeOf(level);
  }
  return false;
}

function ownBrand(prototype: object): unknown {
  return Object.getOwnPropertyDescriptor(prototype, brand)?.value;
}
