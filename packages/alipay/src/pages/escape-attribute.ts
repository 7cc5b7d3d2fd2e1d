/**
 * Text for an HTML attribute, as plain ASCII: whatever is not a harmless character becomes a reference, so that the
 * value cannot end the attribute, and reads the same in a page of any charset.
 */
export function escapeAttribute(text: string): string {
  return text.replaceAll(/[^\w !#$%()*+,./:;?@[\\\]^{|}~-]/gu, (character) => `&#${character.codePointAt(0)};`);
}
