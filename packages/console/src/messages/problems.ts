import { textIn } from '../language/text-in.js';
import { problems as en } from './en/problems.js';
import { problems as zh } from './zh/problems.js';

export const useProblemTexts = textIn({ en, zh });

/** Of a problem of the hub; `foreign` is none. */
export const isKnownProblem = (code: string): code is Exclude<keyof typeof en, 'foreign'> =>
  code !== 'foreign' && Object.hasOwn(en, code);
