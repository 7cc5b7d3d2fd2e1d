/** The names of an interface's options, for {@link checkOptionNames}. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** What other clients call an option that has another name here. */
const otherNames: Readonly<Record<string, string>> = { data: 'body', form: 'files', params: 'query', url: 'path' };

/**
 * Refuses options that do not exist, misspelt ones included, and `null`, which would otherwise pass for an option that was
 * left out.
 *
 * @param what the options as an error calls them
 * @throws TypeError naming the option
 */
export function checkOptionNames(options: unknown, names: Readonly<Record<string, true>>, what = 'options'): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const found = options === null ? 'null' : Array.isArray(options) ? 'a list' : typeof options;
    throw new TypeError(`${what}: expected an object, found ${found === 'undefined' ? 'nothing' : found}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(names, name)) throw new TypeError(`${name}: there is no such option${suggestion(name, names)}`);
    if (value === null) throw new TypeError(`${name}: found null; give it a value or leave it out`);
  }
}

function suggestion(name: string, names: Readonly<Record<string, true>>): string {
  const meant =
    Object.keys(names).find((known) => plain(known) === plain(name)) ??
    (Object.hasOwn(otherNames, name) ? otherNames[name] : undefined);
  return meant !== undefined && Object.hasOwn(names, meant) ? `; is it ${meant}?` : '';
}

/** `app_auth_token` and `AppAuthToken` are `appAuthToken` misspelt. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}
