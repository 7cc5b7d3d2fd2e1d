import { textIn } from '../language/text-in.js';
import { common as en } from './en/common.js';
import { common as zh } from './zh/common.js';

export const useCommonText = textIn({ en, zh });
