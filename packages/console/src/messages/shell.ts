import { textIn } from '../language/text-in.js';
import { shell as en } from './en/shell.js';
import { shell as zh } from './zh/shell.js';

export const useShellText = textIn({ en, zh });
