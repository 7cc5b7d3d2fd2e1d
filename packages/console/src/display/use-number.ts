import { useMemo } from 'react';
import { numberFormat } from '../language/formats.js';
import { useLanguage } from '../language/language.js';

/** Writes numbers as the locale does. */
export function useNumber(): (value: number) => string {
  const { locale } = useLanguage();
  return useMemo(() => {
    const format = numberFormat(locale);
    return (value) => format.format(value);
  }, [locale]);
}
