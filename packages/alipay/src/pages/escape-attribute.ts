const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Text for an HTML attribute, as plain ASCII. Every character that is not harmless becomes a reference, so the value cannot
 * end the attribute and reads the same in a page of any charset.
 */
export function escapeAttribute(text: string): string {
  return text.replaceAll(
    /[^\w !#$%()*+,./:;=?@[\\\]^{|}~-]/gu,
    (character) => named[character] ?? `&#${character.codePointAt(0)};`,
  );
}
