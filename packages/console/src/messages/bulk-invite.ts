import { textIn } from '../language/text-in.js';
import { bulkInvite as en } from './en/bulk-invite.js';
import { bulkInvite as zh } from './zh/bulk-invite.js';

export const useBulkInviteText = textIn({ en, zh });
