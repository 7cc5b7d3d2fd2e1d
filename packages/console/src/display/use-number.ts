import { useMemo } from 'react';
import { useLanguage } from '../language/language.js';

/** Writes numbers as the locale does. */
export function useNumber(): (value: number) => string {
  const { locale } = useLanguage();
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale);
    return (value) => format.format(value);
  }, [locale]);
}
