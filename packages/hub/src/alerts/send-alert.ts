import type { AddressPolicy } from '../webhooks/address-policy.js';
import type { ResolveName } from '../webhooks/guarded-lookup.js';
import { createSender } from '../webhooks/send-webhook.js';
import type { ChannelKind } from './channel-table.js';
import type { ChannelTarget } from './channel-target.js';
import type { AlertText } from './render-alerts.js';
import { robotRefusal, robotRequest } from './robot-request.js';
import { sendEmail } from './send-email.js';
import type { SentAlert } from './sent-alert.js';

export interface AlertSender {
  send(kind: ChannelKind, target: ChannelTarget, text: AlertText, now: number): Promise<SentAlert>;
  close(): void;
}

export interface AlertSenderOptions {
  readonly policy: AddressPolicy;
  readonly resolve: ResolveName;
  /** Milliseconds for one message. */
  readonly timeout: number;
}

/** Sends messages to robots and mail servers, at permitted addresses only. */
export function createAlertSender(options: AlertSenderOptions): AlertSender {
  const sender = createSender(options);
  const stopping = new AbortController();
  return {
    async send(kind, { robot, email }, text, now) {
      if (kind === 'email') {
        return email === undefined ? unreadable : sendEmail(email, text, options);
      }
      if (robot === undefined) return unreadable;
      const message = { ...robotRequest(kind, robot, text, now), readsResponse: true };
      const { failure, status, text: response } = await sender.send(message, stopping.signal);
      if (failure !== undefined) return { failure: status === 429 ? 'rate-limited' : failure, code: status };
      return robotRefusal(response ?? '') ?? { failure: undefined, code: null };
    },
    close() {
      stopping.abort();
      sender.close();
    },
  };
}

const unreadable: SentAlert = { failure: 'target-unreadable', code: null };
