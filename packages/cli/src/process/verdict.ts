import { shown } from './print.js';

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
  if (success) return `${status} "success": accepted`;
  const received = status === null ? 'no response' : `${status} "${shown(response ?? '')}"`;
  return `${received}: not accepted${error === null ? '' : ` (${shown(error)})`}`;
}
