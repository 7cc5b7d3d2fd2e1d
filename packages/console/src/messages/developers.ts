import { textIn } from '../language/text-in.js';
import { developers as en } from './en/developers.js';
import { developers as zh } from './zh/developers.js';

export const useDevelopersText = textIn({ en, zh });
