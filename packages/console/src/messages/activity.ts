import { textIn } from '../language/text-in.js';
import { activity as en } from './en/activity.js';
import { activity as zh } from './zh/activity.js';

export const useActivityText = textIn({ en, zh });
