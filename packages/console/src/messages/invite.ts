import { textIn } from '../language/text-in.js';
import { invite as en } from './en/invite.js';
import { invite as zh } from './zh/invite.js';

export const useInviteText = textIn({ en, zh });
