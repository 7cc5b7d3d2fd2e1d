export type Language = 'en' | 'zh';

/** The language of a terminal: Chinese when `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set, begins with `zh`. */
export function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en';
}

/** Of this terminal. */
export const language: Language = languageOf(process.env);

/** Texts in the language of the terminal. Both have the same members. */
export function localized<Texts>(texts: Readonly<Record<Language, Texts>>): Texts {
  return texts[language];
}
