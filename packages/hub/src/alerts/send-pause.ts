import type { ChannelKind } from './channel-table.js';
import type { AlertFailure } from './sent-alert.js';

const second = 1_000;
const minute = 60 * second;

/**
 * Milliseconds between two messages to a robot, or of a channel of e-mail. Robots of DingTalk and WeCom take 20 messages a minute, Feishu's 100 and
 * five a second (see `robot-request.ts`): a robot that is asked to do more than that is silenced.
 */
export const messageGap: Readonly<Record<ChannelKind, number>> = {
  dingtalk: 3.5 * second,
  wecom: 3.5 * second,
  feishu: second,
  email: 10 * second,
};

/** DingTalk silences a robot that sent too much for ten minutes. */
const silence = 10 * minute + 5 * second;

/** Milliseconds from its creation after which a message is given up. */
export const sendFor = 24 * 60 * minute;

/** Milliseconds until the next attempt: 10 s, then twice as long each time, up to ten minutes. @param share 0 to 1: jitter */
export function sendPause(failures: number, share: number, failure: AlertFailure): number {
  if (failure === 'rate-limited') return silence;
  const pause = Math.min(10 * minute, 10 * second * 2 ** Math.min(failures - 1, 10));
  return Math.round(pause * (0.8 + 0.4 * share));
}
