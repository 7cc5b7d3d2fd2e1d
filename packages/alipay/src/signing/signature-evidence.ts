/** The two texts of a signature that was refused: what was signed, and what the gateway says it expected. */
export interface SignedTexts {
  /** What the client signed. */
  readonly ours: string;
  /** What the gateway verified the signature over. */
  readonly gateway: string;
}

/** Characters of a text that are kept: far more than any real request has. */
const maxLength = 64 * 1024;

/** Kept apart from the errors, which hold no signed text. */
const evidence = new WeakMap<object, Partial<SignedTexts>>();

/** The gateway's word for the text that follows it. */
const marker = /验签字符串为\s*[：:]\s*/;

/** Keeps for an error what was signed and, if the gateway's message holds it, what was expected; 64 KiB of each. */
export function rememberSignedTexts(error: object, ours: string, message: string): void {
  const gateway = expectedText(message);
  evidence.set(error, { ours: cappedText(ours), ...(gateway === undefined ? {} : { gateway: cappedText(gateway) }) });
}

/** Cuts and copies a text; a slice would keep the whole original in memory. */
export function cappedText(text: string): string {
  return Buffer.from(text.slice(0, maxLength)).toString();
}

/** The texts that are kept for an error; `undefined` when it is not of a refused signature. */
export function signedTextsOf(error: object): Partial<SignedTexts> | undefined {
  return evidence.get(error);
}

function expectedText(message: string): string | undefined {
  const marked = marker.exec(message);
  const start = marked === null ? message.indexOf('app_id=') : marked.index + marked[0].length;
  const text = start === -1 ? '' : message.slice(start);
  return text === '' ? undefined : text;
}
