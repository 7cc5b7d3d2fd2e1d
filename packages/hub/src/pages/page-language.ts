/** The languages of the pages that merchants see. */
export const pageLanguages = ['zh', 'en'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

/**
 * The language of a page.
 *
 * @param chosen that of the link
 * @param accepted the header `accept-language`; Chinese when it names neither language
 */
export function pageLanguage(
  chosen: PageLanguage | null | undefined,
  accepted: string | readonly string[] | undefined,
): PageLanguage {
  if (chosen) return chosen;
  const ranges = String(accepted ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    });
  const known = ranges.filter(({ language, weight }) => isPageLanguage(language) && weight > 0);
  const best = Math.max(...known.map(({ weight }) => weight));
  const found = known.find(({ weight }) => weight === best)?.language;
  return isPageLanguage(found) ? found : 'zh';
}

const isPageLanguage = (language: string | undefined): language is PageLanguage =>
  pageLanguages.some((one) => one === language);
