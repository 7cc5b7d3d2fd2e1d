import { textIn } from '../language/text-in.js';
import { signIn as en } from './en/sign-in.js';
import { signIn as zh } from './zh/sign-in.js';

export const useSignInText = textIn({ en, zh });
