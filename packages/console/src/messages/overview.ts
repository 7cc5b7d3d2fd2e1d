import { textIn } from '../language/text-in.js';
import { overview as en } from './en/overview.js';
import { overview as zh } from './zh/overview.js';

export const useOverviewText = textIn({ en, zh });
