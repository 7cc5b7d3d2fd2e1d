import { useMemo } from 'react';
import { useLanguage } from './language.js';
import { fillIn, type MessagesLike, type Text } from './text.js';

interface Messages<En> {
  readonly en: En;
  readonly zh: MessagesLike<En>;
}

/** Makes the hook that returns the messages of a page in the language of the console. */
export function textIn<const En extends Readonly<Record<string, string>>>(messages: Messages<En>): () => Text<En> {
  return () => {
    const { language, locale } = useLanguage();
    return useMemo(() => {
      const chosen: Readonly<Record<string, string>> = messages[language];
      return (key: string, values: Readonly<Record<string, string | number>> = {}) =>
        fillIn(chosen[key] ?? key, values, locale);
    }, [language, locale]);
  };
}
