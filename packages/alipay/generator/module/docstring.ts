import type { Documentation } from '../document/documentation.js';

/** A docstring of our own words. */
export function about(text: string): Documentation {
  return { paragraphs: [text], deprecated: false, link: undefined };
}

/** Text that neither ends the comment nor starts a tag. */
function harmless(line: string): string {
  return line
    .replaceAll('*/', '*\\/')
    .replace(/^(\s*)@/, '$1\\@')
    .trimEnd();
}

function deprecation({ deprecated }: Documentation): readonly string[] {
  if (deprecated === false) return [];
  return [deprecated === true ? '@deprecated' : `@deprecated ${deprecated}`];
}

/**
 * A docstring with a line break at its end, or nothing when there is nothing to say.
 *
 * @param documentation what the document says
 * @param tags complete block tags to end with
 */
export function docstring(documentation: Documentation, indent = '', tags: readonly string[] = []): string {
  const text = documentation.paragraphs.flatMap((paragraph) => ['', ...paragraph.split('\n').map(harmless)]).slice(1);
  const blocks = [
    ...tags.flatMap((tag) => tag.replaceAll('*/', '*\\/').split('\n')),
    ...(documentation.link === undefined ? [] : [`@see ${harmless(documentation.link.replaceAll(/\s+/g, ' '))}`]),
    ...deprecation(documentation),
  ];
  const lines = [...text, ...(text.length > 0 && blocks.length > 0 ? [''] : []), ...blocks];
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`, ''].join('\n');
}
