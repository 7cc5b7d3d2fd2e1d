import type { SignedLine } from './signed-lines.js';

type Lines = Partial<Record<SignedLine, string>>;

interface Cause {
  readonly line: SignedLine;
  /** Whether this is what the two lines look like, which differ. */
  readonly applies: (ours: string, gateway: string) => boolean;
  readonly advice: string;
}

/** What usually makes the texts differ; of each line, the first that applies. */
const causes: readonly Cause[] = [
  {
    line: 'authorization parameters',
    applies: () => true,
    advice:
      'the parameters in the header authorization are not those that were signed; was the header changed on the way, or put together of two attempts?',
  },
  {
    line: 'method',
    applies: (ours, gateway) => ours.toUpperCase() === gateway.toUpperCase(),
    advice: 'sign the verb in upper case',
  },
  {
    line: 'method',
    applies: () => true,
    advice: 'the verb was changed on the way, by a redirect or a proxy for instance',
  },
  {
    line: 'path and query',
    applies: (ours, gateway) => unescaped(ours) === unescaped(gateway),
    advice:
      'the path or the query was percent-encoded in another way after it was signed; sign exactly the bytes that are sent, and look for a proxy that rewrites addresses',
  },
  {
    line: 'path and query',
    applies: (ours, gateway) => ours.split('?')[0] === gateway.split('?')[0],
    advice: 'the query was changed after it was signed: a parameter is missing, added or in another place',
  },
  {
    line: 'path and query',
    applies: () => true,
    advice: 'the path was changed after it was signed; does the endpoint, or a proxy, put something before it?',
  },
  {
    line: 'body',
    applies: (ours, gateway) => gateway === '' && ours !== '',
    advice: 'the body did not arrive; a redirect or a proxy dropped it, or it was sent without content-type',
  },
  {
    line: 'body',
    applies: (ours, gateway) => ours === '' && gateway !== '',
    advice: 'a body was sent, and an empty one was signed; of an upload the part data is signed',
  },
  {
    line: 'body',
    applies: (ours, gateway) => sameJson(ours, gateway),
    advice:
      'the body was written anew after it was signed (order, spaces or escapes differ); sign the very text that is sent',
  },
  {
    line: 'body',
    applies: (ours, gateway) => hasBeyondAscii(ours) && ascii(ours) === ascii(gateway),
    advice: 'the body was sent in another charset than it was signed in; both must be UTF-8',
  },
  { line: 'body', applies: () => true, advice: 'the body was changed after it was signed' },
  {
    line: 'app auth token',
    applies: (ours, gateway) => gateway === '' && ours !== '',
    advice: 'the header alipay-app-auth-token did not arrive; was it dropped on the way?',
  },
  {
    line: 'app auth token',
    applies: (ours, gateway) => ours === '' && gateway !== '',
    advice: 'the header alipay-app-auth-token was sent, and its value is missing as the last line of the signed text',
  },
  { line: 'app auth token', applies: () => true, advice: 'another app_auth_token was sent than was signed' },
];

const wrongKey =
  "the texts are the same: the private key does not belong to this application's public key at Alipay, or the signature was changed on the way";

const missingEnd = 'the signed text has to end with a line break, after the body or after the app_auth_token';

/** What to look at, by how the two texts differ. */
export function signatureAdvice(ours: Lines, gateway: Lines, endsWithLineBreak: boolean): string[] {
  const found = new Map<SignedLine, string>();
  for (const { line, applies, advice } of causes) {
    const [one, other] = [ours[line] ?? '', gateway[line] ?? ''];
    if (one !== other && !found.has(line) && applies(one, other)) found.set(line, advice);
  }
  const all = [...found.values()];
  if (!endsWithLineBreak) all.push(missingEnd);
  return all.length === 0 ? [wrongKey] : all;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function sameJson(one: string, other: string): boolean {
  try {
    return canonical(JSON.parse(one)) === canonical(JSON.parse(other));
  } catch {
    return false;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}

function hasBeyondAscii(text: string): boolean {
  return ascii(text) !== text;
}

/** Without what a wrong charset garbles, question marks included. */
function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]|\?/g, '');
}
