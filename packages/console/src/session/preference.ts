/** What a member chose on this device. A browser that keeps nothing starts with the defaults. */
export function readPreference(name: string): string | undefined {
  try {
    return localStorage.getItem(`lingpai.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** One of the values; `undefined` when the member chose none of them. */
export function readChoice<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
  const stored = readPreference(name);
  return values.find((value) => value === stored);
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(`lingpai.${name}`, value);
  } catch {
    // The choice lasts until the page is closed.
  }
}
