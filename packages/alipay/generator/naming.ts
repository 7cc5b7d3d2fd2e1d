function words(text: string): readonly string[] {
  return text.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== '');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function begun(name: string): string {
  return /^[\p{ID_Start}$_]/u.test(name) ? name : `_${name}`;
}

/** `alipay.open.auth.token` → `AlipayOpenAuthToken`; names that are identifiers already keep their letters. */
export function pascalCase(text: string): string {
  return begun(words(text).map(capitalized).join(''));
}

/** `token.app` → `tokenApp`. */
export function camelCase(text: string): string {
  const [first = '', ...others] = words(text);
  return begun(first + others.map(capitalized).join(''));
}

/** `alipay.open.auth.token` → `alipay-open-auth-token`. */
export function moduleName(api: string): string {
  return api
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .join('-');
}
