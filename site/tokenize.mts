/**
 * Divides text into the terms of the search: identifiers whole and in their parts, Chinese by words. VitePress sends this
 * function to the browser as text, so it uses nothing from outside itself.
 */
export function tokenize(text: string): string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return [...text.toLowerCase().matchAll(/[a-z0-9_.]+|[^a-z0-9_.\s]+/g)].flatMap(([run]) => {
    if (!/^[a-z0-9_.]/.test(run)) {
      return [...segmenter.segment(run)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
    }
    const parts = run.split(/[._]+/).filter((part) => part !== '');
    return parts.length > 1 ? [run.replace(/^[._]+|[._]+$/g, ''), ...parts] : parts;
  });
}
