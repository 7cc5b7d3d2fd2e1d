/**
 * The members of a v2 response, each as the exact text that stands in the body: that is what the signature covers.
 *
 * @throws SyntaxError when the body is not the JSON of an object, or has a member twice
 */
export function readEnvelope(body: string): ReadonlyMap<string, string> {
  const root: unknown = JSON.parse(body);
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw new SyntaxError('not an object');
  const members = new Map<string, string>();
  // From here on the text is known to be well-formed.
  for (let position = skip(body, body.indexOf('{') + 1); body[position] !== '}'; ) {
    const nameEnd = stringEnd(body, position);
    const name = String(JSON.parse(body.slice(position, nameEnd)));
    const start = skip(body, nameEnd);
    const end = valueEnd(body, start);
    if (members.has(name)) throw new SyntaxError('a member comes twice');
    members.set(name, body.slice(start, end));
    position = skip(body, end);
  }
  return members;
}

const separators = ' \t\r\n,:';

function skip(text: string, position: number): number {
  let index = position;
  while (index < text.length && separators.includes(text.charAt(index))) index += 1;
  return index;
}

function stringEnd(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index + 1;
}

function valueEnd(text: string, start: number): number {
  let depth = 0;
  let index = start;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '"') {
      index = stringEnd(text, index);
    } else {
      if (depth === 0 && (character === '}' || separators.includes(character))) return index;
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      index += 1;
    }
    if (depth === 0 && /["}\]]/.test(text.charAt(index - 1))) return index;
  }
  return index;
}
