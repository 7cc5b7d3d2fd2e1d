import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { readChoice, writePreference } from '../session/preference.js';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

interface LanguageChoice {
  readonly language: Language;
  /** For `Intl`. */
  readonly locale: string;
  choose(language: Language): void;
}

const LanguageContext = createContext<LanguageChoice | undefined>(undefined);
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

/** What the member chose on this device, else the browser's language. */
function firstLanguage(): Language {
  const browsers: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  return readChoice('language', languages) ?? browsers;
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const locale = locales[language];
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const choice = useMemo(() => {
    const choose = (chosen: Language) => {
      writePreference('language', chosen);
      setLanguage(chosen);
    };
    return { language, locale, choose };
  }, [language, locale]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (choice === undefined) throw new Error('useLanguage: expected a LanguageProvider above');
  return choice;
}
