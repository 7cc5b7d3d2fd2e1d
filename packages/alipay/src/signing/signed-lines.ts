/** What the lines of a signed text are. */
export type SignedLine = 'authorization parameters' | 'method' | 'path and query' | 'body' | 'app auth token';

/** The names of the lines, in their order. */
export const signedLines: readonly SignedLine[] = [
  'authorization parameters',
  'method',
  'path and query',
  'body',
  'app auth token',
];

/** What a token may look like; the end of JSON of several lines does not. */
const tokenText = /^[^\s"'{}[\],]+$/;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#x27': "'",
};

/** Takes a signed text apart. Line breaks at its end that got lost on the way do not matter. */
export function splitSignedText(text: string): Partial<Record<SignedLine, string>> {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [parameters, method, path, ...rest] = lines;
  const last = rest.at(-1) ?? '';
  const token = rest.length > 1 && tokenText.test(last) ? { 'app auth token': last } : {};
  const body = 'app auth token' in token ? rest.slice(0, -1) : rest;
  return {
    'authorization parameters': parameters ?? '',
    method: method ?? '',
    'path and query': path ?? '',
    body: body.join('\n'),
    ...token,
  };
}

/** The gateway's text as it was before it was written into HTML or JSON once too often, if that makes it nearer to ours. */
export function unescapeLike(gateway: string, ours: string): string {
  const lines = !gateway.includes('\n') && ours.includes('\n') ? gateway.replaceAll('\\n', '\n') : gateway;
  const unescaped = lines.replaceAll(/&(amp|lt|gt|quot|apos|#39|#x27);/gi, (entity, name: string) => {
    return entities[name.toLowerCase()] ?? entity;
  });
  return commonLength(lines, ours) >= commonLength(unescaped, ours) ? lines : unescaped;
}

/** How many characters two texts have in common at their beginning. */
export function commonLength(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  let index = 0;
  while (index < shorter && one[index] === other[index]) index += 1;
  return index;
}
