import { textIn } from '../language/text-in.js';
import { unassigned as en } from './en/unassigned.js';
import { unassigned as zh } from './zh/unassigned.js';

export const useUnassignedText = textIn({ en, zh });
