/**
 * The text that signs a set of fields: `name=value` pairs in the order of their names, joined with `&`, nothing
 * encoded, empty values left out. It holds everything that the fields hold: never log it.
 *
 * Source: https://opendocs.alipay.com/common/02kf5q
 *
 * @param fields their names and values
 * @param leftOut names that the signature does not cover
 */
export function fieldsSignString(fields: Readonly<Record<string, string>>, leftOut: readonly string[] = []): string {
  return Object.keys(fields)
    .filter((name) => fields[name] !== '' && !leftOut.includes(name))
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}
