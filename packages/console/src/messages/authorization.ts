import { textIn } from '../language/text-in.js';
import { authorization as en } from './en/authorization.js';
import { authorization as zh } from './zh/authorization.js';

export const useAuthorizationText = textIn({ en, zh });
