import { textIn } from '../language/text-in.js';
import { webhooks as en } from './en/webhooks.js';
import { webhooks as zh } from './zh/webhooks.js';

export const useWebhooksText = textIn({ en, zh });
