/** The names of an options interface, checked by the compiler to be all of them. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/**
 * Refuses what is no options object, and members that the options do not have.
 *
 * @param name of the options within the argument; empty for the argument itself
 * @throws TypeError naming the member, and the one that was probably meant
 */
export function checkMembers<T extends object>(
  options: unknown,
  name: string,
  names: OptionNames<T>,
): asserts options is T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const known = Object.keys(names);
    const shown = known.length > 6 ? `${known.slice(0, 6).join(', ')}, …` : known.join(', ');
    throw new TypeError(`${name || 'options'}: expected { ${shown} }, found ${describe(options)}`);
  }
  for (const member of Object.keys(options)) {
    if (Object.hasOwn(names, member)) continue;
    const path = name === '' ? member : `${name}.${member}`;
    const meant = closest(member, Object.keys(names));
    throw new TypeError(`${path}: there is no such option${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
  }
}

/** What a wrong value is, without showing it: it may be a secret. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function checkText(text: unknown, name: string, expected: string): string {
  if (typeof text === 'string' && text !== '') return text;
  throw new TypeError(`${name}: expected ${expected}`);
}

export function checkNumber(
  value: unknown,
  name: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most.toLocaleString('en')}`;
  throw new TypeError(`${name}: expected a whole number, ${range}`);
}

export function checkFlag(value: unknown, name: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new TypeError(`${name}: expected true or false`);
}

export function checkSignal(value: unknown, name: string): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError(`${name}: expected an AbortSignal`);
}

export function checkFunction<F>(value: F | undefined, name: string): F | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new TypeError(`${name}: expected a function`);
}

/** The name that takes the fewest changes, if it takes few. */
function closest(member: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({ name, distance: editDistance(member.toLowerCase(), name.toLowerCase()) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, Math.floor(member.length / 3)) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
