const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Text for an HTML attribute, as plain ASCII: whatever is not a harmless character becomes a reference, so that the
 * value cannot end the attribute, and reads the same in a page of any charset.
 */
export function escapeAttribute(text: string): string {
  return text.replaceAll(
    /[^\w !#$%()*+,./:;=?@[\\\]^{|}~-]/gu,
    (character) => named[character] ?? `&#${character.codePointAt(0)};`,
  );
}
