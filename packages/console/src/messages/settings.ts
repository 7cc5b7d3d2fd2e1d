import { textIn } from '../language/text-in.js';
import { settings as en } from './en/settings.js';
import { settings as zh } from './zh/settings.js';

export const useSettingsText = textIn({ en, zh });
