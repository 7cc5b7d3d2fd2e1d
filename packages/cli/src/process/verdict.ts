import { localized } from '../language/localized.js';
import { shown } from './print.js';

const texts = localized({
  en: { accepted: 'accepted', notAccepted: 'not accepted', noResponse: 'no response' },
  zh: { accepted: '已接受', notAccepted: '未接受', noResponse: '没有响应' },
});

/** How an address responded to a notification. */
export interface Verdict {
  /** `null`: there was no response. */
  readonly status: number | null;
  readonly response: string | null;
  readonly error: string | null;
  readonly success: boolean;
}

/** `200 "success": accepted`, or why it was not accepted. */
export function verdictText({ status, response, error, success }: Verdict): string {
  if (success) return `${status} "success": ${texts.accepted}`;
  const received = status === null ? texts.noResponse : `${status} "${shown(response ?? '')}"`;
  return `${received}: ${texts.notAccepted}${error === null ? '' : ` (${shown(error)})`}`;
}
