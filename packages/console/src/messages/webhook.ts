import { textIn } from '../language/text-in.js';
import { webhook as en } from './en/webhook.js';
import { webhook as zh } from './zh/webhook.js';

export const useWebhookText = textIn({ en, zh });
