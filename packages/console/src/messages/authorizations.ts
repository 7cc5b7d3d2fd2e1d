import { textIn } from '../language/text-in.js';
import { authorizations as en } from './en/authorizations.js';
import { authorizations as zh } from './zh/authorizations.js';

export const useAuthorizationsText = textIn({ en, zh });
